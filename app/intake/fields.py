"""What a list can say of an initiative, and what each of it is called on the page."""

from flask_babel import gettext as _

NUMBER = "number"
"""The list's own numbering (STT); it holds no fact about an initiative."""

FIELDS = (
    "full_name",
    "phone",
    "birth_date",
    "id_number",
    "unit",
    "target_group",
    "title",
    "applied_on",
    "summary",
    "benefit_claimed",
    "recognition",
    "recognition_number",
    "recognised_on",
    "recognition_issuer",
)
"""Fields of a list in the order of the paper form; the last four are one column or several."""

PERSON_FIELDS = FIELDS[:5]
"""What one cell may hold together: "Họ và tên; số điện thoại; ngày sinh; đơn vị"."""

RECOGNITION_FIELDS = FIELDS[10:]


def field_name(field: str) -> str:
    """What a field is called on the page."""
    return {
        "full_name": _("họ tên"),
        "phone": _("số điện thoại"),
        "birth_date": _("ngày sinh"),
        "id_number": _("số CCCD/CMND"),
        "unit": _("đơn vị"),
        "target_group": _("đối tượng"),
        "title": _("tên sáng kiến"),
        "applied_on": _("thời gian áp dụng"),
        "summary": _("tóm tắt nội dung"),
        "benefit_claimed": _("giá trị làm lợi"),
        "recognition": _("hình thức công nhận"),
        "recognition_number": _("số quyết định công nhận"),
        "recognised_on": _("ngày công nhận"),
        "recognition_issuer": _("cơ quan công nhận"),
    }[field]
