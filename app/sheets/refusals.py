"""Why a spreadsheet is not taken in, in words for the person who sent it."""

from flask_babel import gettext as _

from app.vietnamese import count_text


class SheetRefused(ValueError):
    """`code` for the program, `message` in Vietnamese for people."""

    def __init__(self, code: str, count: int | None = None, *, words: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.count = count
        self._words = words

    @staticmethod
    def known() -> set[str]:
        """Codes that have words here."""
        return set(_words())

    @property
    def message(self) -> str:
        """What is wrong and what to do about it."""
        if self._words:
            return self._words
        if self.code == "too_many_rows" and self.count:
            return _(
                "Trang tính có tới dòng %(count)s, hệ thống chỉ đọc tối đa 25.000 dòng và "
                "100 cột. Xin xóa các ô thừa ở cuối trang hoặc chia thành nhiều tệp.",
                count=count_text(self.count),
            )
        words = _words()
        return words.get(self.code, words["unreadable"])


def _words() -> dict[str, str]:
    return {
        "not_a_spreadsheet": _(
            "Tệp này không phải bảng tính Excel (.xlsx). Xin chọn đúng tệp danh sách."
        ),
        "empty": _("Tệp không có nội dung. Xin kiểm tra lại tệp trước khi gửi."),
        "too_large": _(
            "Tệp quá lớn hoặc quá nặng để đọc. Xin chỉ giữ lại trang có danh sách, bỏ ảnh và "
            "định dạng thừa, hoặc chia thành nhiều tệp."
        ),
        "too_many_rows": _(
            "Trang tính có quá nhiều dòng hoặc cột (tối đa 25.000 dòng và 100 cột). "
            "Xin xóa các ô thừa ở cuối trang hoặc chia thành nhiều tệp."
        ),
        "unreadable": _(
            "Không đọc được tệp, có thể tệp bị hỏng. Xin mở bằng Excel, lưu lại dạng .xlsx rồi gửi."
        ),
        "macros": _(
            "Tệp có chứa macro nên không nhận. Xin lưu lại dạng “Excel Workbook (.xlsx)” rồi gửi."
        ),
        "old_format": _(
            "Đây là tệp Excel đời cũ (.xls). Xin mở bằng Excel, chọn “Lưu thành” (Save As) dạng "
            ".xlsx rồi gửi lại."
        ),
        "protected": _("Tệp đang đặt mật khẩu mở. Xin bỏ mật khẩu rồi gửi lại."),
    }
