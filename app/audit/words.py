"""Acts, fields and rows in words. A house test says that every act of the house has some."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.access import Permission

UNSCOPED = "unscoped"

GROUPS = {
    "unit": _l("Đơn vị"),
    "cluster": _l("Cụm thi đua"),
    "membership": _l("Nhiệm vụ của người dùng"),
    "invitation": _l("Lời mời"),
    "factor_reset": _l("Đặt lại xác thực hai lớp"),
    "initiative": _l("Sáng kiến"),
    "misplaced": _l("Sáng kiến gửi nhầm đơn vị"),
    "attachment": _l("Tệp đính kèm"),
    "person": _l("Thông tin cá nhân"),
    "consent_text": _l("Nội dung đồng ý"),
    "retention_rule": _l("Thời hạn lưu"),
    "batch": _l("Danh sách giấy"),
    "quota": _l("Chỉ tiêu"),
    "quota_plan": _l("Bảng phân bổ chỉ tiêu"),
    "quota_request": _l("Đề nghị điều chỉnh chỉ tiêu"),
    "programme": _l("Chương trình"),
    "stage": _l("Giai đoạn"),
    "cutoff": _l("Hạn nộp"),
    "notice": _l("Thông báo"),
    "progress": _l("Xuất bảng tính"),
    "portal": _l("Cổng Tổng Liên đoàn"),
    UNSCOPED: _l("Lệnh của hệ thống"),
}

ACTS = {
    "unit.open": _l("Thêm đơn vị"),
    "unit.rename": _l("Đổi tên đơn vị"),
    "unit.describe": _l("Sửa thông tin đơn vị"),
    "unit.move": _l("Chuyển đơn vị sang nơi khác"),
    "unit.close": _l("Ngừng hoạt động đơn vị"),
    "cluster.found": _l("Lập cụm thi đua"),
    "membership.appoint": _l("Giao nhiệm vụ"),
    "membership.end": _l("Kết thúc nhiệm vụ"),
    "invitation.write": _l("Viết lời mời"),
    "factor_reset.ask": _l("Đề nghị đặt lại xác thực hai lớp"),
    "factor_reset.confirm": _l("Xác nhận đặt lại xác thực hai lớp"),
    "initiative.draft": _l("Viết sáng kiến"),
    "initiative.amend": _l("Sửa sáng kiến"),
    "initiative.submit": _l("Nộp sáng kiến"),
    "initiative.endorse": _l("Xác nhận sáng kiến, chuyển lên cấp trên"),
    "initiative.accept": _l("Duyệt hợp lệ"),
    "initiative.reject": _l("Kết luận không hợp lệ"),
    "initiative.return": _l("Yêu cầu bổ sung"),
    "initiative.withdraw": _l("Rút lại sáng kiến"),
    "initiative.mark-duplicate": _l("Đánh dấu trùng"),
    "initiative.leave": _l("Chuyển sáng kiến đi đơn vị khác"),
    "initiative.arrive": _l("Nhận sáng kiến chuyển đến"),
    "initiative.export": _l("Tải danh sách sáng kiến"),
    "initiative.enter-on-portal": _l("Ghi mã trên cổng"),
    "initiative.leave-portal": _l("Bỏ mã trên cổng"),
    "misplaced.send": _l("Báo sáng kiến gửi nhầm đơn vị"),
    "misplaced.pass-on": _l("Chuyển sáng kiến đến đúng đơn vị"),
    "misplaced.keep": _l("Nhận sáng kiến gửi nhầm là của đơn vị"),
    "attachment.add": _l("Thêm tệp đính kèm"),
    "attachment.remove": _l("Bỏ tệp đính kèm"),
    "attachment.look": _l("Xem trước tệp đính kèm"),
    "attachment.read": _l("Tải tệp đính kèm"),
    "person.reveal": _l("Xem đầy đủ thông tin tác giả"),
    "person.reveal-refused": _l("Bị từ chối xem thông tin tác giả"),
    "person.export": _l("Xuất thông tin của một người"),
    "person.erase": _l("Xóa thông tin của một người"),
    "consent_text.publish": _l("Ban hành nội dung đồng ý"),
    "retention_rule.write": _l("Đổi thời hạn lưu"),
    "batch.check": _l("Kiểm tra danh sách"),
    "batch.assign": _l("Chọn đơn vị của danh sách"),
    "batch.take": _l("Nhận danh sách"),
    "batch.empty": _l("Xóa nội dung danh sách hết thời hạn lưu"),
    "quota.give": _l("Giao chỉ tiêu"),
    "quota.decide": _l("Ban hành quyết định giao chỉ tiêu"),
    "quota.acknowledge": _l("Xác nhận đã nhận chỉ tiêu"),
    "quota_plan.draft": _l("Lập bảng phân bổ"),
    "quota_plan.issue": _l("Ban hành bảng phân bổ"),
    "quota_plan.drop": _l("Bỏ bảng phân bổ"),
    "quota_plan.export": _l("Tải bảng phân bổ"),
    "quota_request.ask": _l("Đề nghị điều chỉnh chỉ tiêu"),
    "quota_request.withdraw": _l("Rút lại đề nghị điều chỉnh chỉ tiêu"),
    "quota_request.answer": _l("Trả lời đề nghị điều chỉnh chỉ tiêu"),
    "programme.create": _l("Mở chương trình"),
    "stage.add": _l("Thêm giai đoạn"),
    "cutoff.set": _l("Đặt hạn nộp"),
    "notice.send": _l("Gửi thông báo"),
    "notice.acknowledge": _l("Báo đã rõ thông báo"),
    "progress.export": _l("Tải bảng tổng hợp"),
    "portal.export": _l("Tải kết quả so với cổng"),
    UNSCOPED: _l("Lệnh chạy trên toàn hệ thống"),
}

FIELDS = {
    "about_unit_id": _l("đơn vị của danh sách"),
    "amount": _l("số lượng"),
    "applied_on": _l("ngày áp dụng"),
    "at": _l("thời điểm"),
    "benefit_claimed": _l("giá trị làm lợi"),
    "birth_date": _l("ngày sinh"),
    "birth_year": _l("năm sinh"),
    "block_code": _l("khối"),
    "closed_on": _l("ngày ngừng hoạt động"),
    "cluster_id": _l("cụm thi đua"),
    "confirmed_at": _l("lúc xác nhận"),
    "count": _l("cách tính"),
    "field": _l("mục còn thiếu"),
    "full_name": _l("họ và tên"),
    "group": _l("đối tượng được lọc"),
    "id_number": _l("số giấy tờ"),
    "link": _l("liên kết"),
    "list": _l("danh sách nào"),
    "member_count": _l("số đoàn viên"),
    "months": _l("số tháng"),
    "name": _l("tên"),
    "other": _l("việc khác của hồ sơ này"),
    "own": _l("chỉ của đơn vị"),
    "path": _l("nơi trực thuộc"),
    "phone": _l("số điện thoại"),
    "portal": _l("nhập lên cổng"),
    "portal_code": _l("mã trên cổng"),
    "portal_entered_on": _l("ngày nhập lên cổng"),
    "programme": _l("chương trình"),
    "q": _l("từ tìm kiếm"),
    "recognised_on": _l("ngày công nhận"),
    "recognition_issuer": _l("nơi công nhận"),
    "recognition_kind": _l("hình thức công nhận"),
    "recognition_number": _l("số quyết định"),
    "result": _l("báo kết quả xét duyệt"),
    "stage": _l("giai đoạn"),
    "state": _l("trạng thái"),
    "summary": _l("tóm tắt"),
    "supplement": _l("gọi để bổ sung hồ sơ"),
    "target_group": _l("đối tượng"),
    "title": _l("tên sáng kiến"),
    "unit": _l("đơn vị"),
    "until": _l("ngày kết thúc"),
    "verify": _l("xác minh tác giả"),
}


@dataclass(frozen=True)
class Subject:
    """Rows of a table: what one is called and, if it has a page, where and for whom."""

    word: Any
    endpoint: str | None = None
    argument: str = ""
    access: Permission = Permission.VIEW


SUBJECTS = {
    "unit": Subject(_l("Đơn vị"), "home.start", "unit_id"),
    "initiative": Subject(_l("Sáng kiến"), "initiatives.show", "initiative_id"),
    "batch": Subject(_l("Danh sách"), "intake.show", "batch_id", Permission.TAKE_IN),
    "person": Subject(_l("Tác giả"), "initiatives.person", "person_id", Permission.ERASE),
    "attachment": Subject(_l("Tệp đính kèm")),
    "misplaced": Subject(_l("Sáng kiến gửi nhầm")),
    "factor_reset": Subject(_l("Lần đặt lại")),
    "cluster": Subject(_l("Cụm thi đua")),
    "consent_text": Subject(_l("Nội dung đồng ý")),
    "retention_rule": Subject(_l("Thời hạn lưu")),
    "membership": Subject(_l("Nhiệm vụ")),
    "invitation": Subject(_l("Lời mời")),
    "quota_entry": Subject(_l("Lần giao chỉ tiêu")),
    "quota_decision": Subject(_l("Quyết định giao chỉ tiêu")),
    "quota_plan": Subject(_l("Bảng phân bổ"), "quotas.plan", "plan_id", Permission.ALLOCATE),
    "quota_request": Subject(_l("Đề nghị điều chỉnh")),
    "programme": Subject(_l("Chương trình")),
    "stage": Subject(_l("Giai đoạn")),
    "cutoff": Subject(_l("Hạn nộp")),
    "notice": Subject(_l("Thông báo")),
}


def group_of(act: str) -> str:
    """The group an act belongs to: what stands before the dot."""
    return act.partition(".")[0]
