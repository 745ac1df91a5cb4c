"""Why a file is not taken in, in words for the person who sent it."""

from flask_babel import gettext as _

from app.vietnamese import count_text


class FileRefused(ValueError):
    """`code` for the program, `message` in Vietnamese for people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> str:
        """What is wrong and what to do about it."""
        words = _words()
        return words.get(self.code, words["damaged"])


class FileLost(Exception):
    """A file that a row names is not where it was put, or is not what was put there."""


def _words() -> dict[str, str]:
    return {
        "none": _("Xin chọn tệp."),
        "empty": _("Tệp không có nội dung. Xin kiểm tra lại tệp trước khi gửi."),
        "too_large": _(
            "Tệp quá lớn. Mỗi tệp tối đa %(most)s MB; xin giảm cỡ ảnh hoặc chia thành nhiều tệp.",
            most=count_text(8),
        ),
        "unknown": _("Chỉ nhận ảnh JPEG, PNG, tệp PDF và tệp Word (.docx)."),
        "heic": _(
            "Ảnh HEIC của điện thoại chưa mở được trên mọi máy. Xin chọn định dạng JPEG "
            "(“Tương thích nhất”) trong phần cài đặt máy ảnh, hoặc gửi ảnh chụp màn hình."
        ),
        "old_word": _(
            "Đây là tệp Office đời cũ (.doc). Xin mở bằng Word, chọn “Lưu thành” (Save As) dạng "
            ".docx hoặc PDF rồi gửi lại."
        ),
        "protected": _("Tệp đang đặt mật khẩu. Xin bỏ mật khẩu rồi gửi lại."),
        "damaged": _("Không đọc được tệp, có thể tệp bị hỏng. Xin mở, lưu lại rồi gửi."),
        "two_kinds": _(
            "Tệp ghép nhiều loại nội dung vào một nên không nhận. Xin lưu lại thành PDF rồi gửi."
        ),
        "macros": _(
            "Tệp có chứa macro nên không nhận. Xin lưu lại dạng “Word Document (.docx)” "
            "hoặc PDF rồi gửi."
        ),
        "embedded": _(
            "Tệp Word có nhúng tệp khác (bảng Excel, biểu đồ, nút bấm…) nên không nhận. "
            "Xin lưu thành PDF rồi gửi."
        ),
        "external": _(
            "Tệp Word tự tải nội dung từ nơi khác (mẫu, ảnh ngoài tệp) nên không nhận. "
            "Xin lưu thành PDF rồi gửi."
        ),
        "dde": _(
            "Tệp Word có trường tự lấy dữ liệu từ chương trình khác nên không nhận. "
            "Xin lưu thành PDF rồi gửi."
        ),
        "too_many_pixels": _(
            "Ảnh có quá nhiều điểm ảnh (tối đa 40 triệu). Xin giảm cỡ ảnh rồi gửi lại."
        ),
        "pdf_script": _(
            "Tệp PDF có mã lệnh hoặc biểu mẫu tự chạy nên không nhận. "
            "Xin in lại thành PDF (Print to PDF) rồi gửi."
        ),
        "pdf_files": _(
            "Tệp PDF có đính kèm tệp khác nên không nhận. Xin gửi riêng từng tệp, "
            "hoặc in lại thành PDF (Print to PDF)."
        ),
        "unchecked": _(
            "Tệp PDF nén theo cách hệ thống không kiểm tra được. "
            "Xin in lại thành PDF (Print to PDF) rồi gửi."
        ),
    }
