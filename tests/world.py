"""A small world for tests: four levels, two of most things, one account for each role.

    tld ─┬─ tinh-a ─┬─ huyen-a1 ─┬─ cs-a11
         │          │            └─ cs-a12
         │          ├─ huyen-a2 ─── cs-a21
         │          └─ cs-a0 (directly under the province)
         └─ tinh-b ─── huyen-b1 ─── cs-b11

Logins are "role.unit", e.g. "officer.huyen-a1"; the password of all is `PASSWORD`.
"""

import datetime as dt

from app import clock
from app.access import Role
from app.accounts import Account, Membership
from app.db import db
from app.programmes import Programme, ReasonCode, TargetGroup
from app.tenancy import owned_by
from app.units import Block, Kind, Unit

PASSWORD = "mat-khau-thu"
NOW = dt.datetime(2023, 3, 6, 8, 0, tzinfo=clock.HANOI)

TREE = [
    (None, "tld", "Tổng Liên đoàn Lao động Việt Nam", "root"),
    ("tld", "tinh-a", "LĐLĐ tỉnh An Phú", "province"),
    ("tld", "tinh-b", "LĐLĐ tỉnh Bình Hòa", "province"),
    ("tinh-a", "huyen-a1", "LĐLĐ huyện Đông Sơn", "upper"),
    ("tinh-a", "huyen-a2", "LĐLĐ huyện Tây Sơn", "upper"),
    ("tinh-a", "cs-a0", "Công đoàn Viên chức tỉnh An Phú", "grassroots"),
    ("huyen-a1", "cs-a11", "CĐCS Công ty TNHH May Hòa Bình", "grassroots"),
    ("huyen-a1", "cs-a12", "CĐCS Trường Tiểu học Lê Lợi", "grassroots"),
    ("huyen-a2", "cs-a21", "CĐCS Bệnh viện Tây Sơn", "grassroots"),
    ("tinh-b", "huyen-b1", "LĐLĐ huyện Nam Hà", "upper"),
    ("huyen-b1", "cs-b11", "CĐCS Hợp tác xã Nam Hà", "grassroots"),
]
KINDS = [
    ("root", "Tổng Liên đoàn", False),
    ("province", "LĐLĐ tỉnh, thành phố", False),
    ("upper", "Công đoàn cấp trên trực tiếp cơ sở", False),
    ("grassroots", "Công đoàn cơ sở", True),
]
STAGES = [
    ("gd1", "Giai đoạn 1", dt.date(2021, 9, 1), dt.date(2022, 5, 31)),
    ("gd2", "Giai đoạn 2", dt.date(2022, 6, 1), dt.date(2023, 9, 30)),
]
GROUPS = [
    "Cán bộ công đoàn",
    "Công nhân lao động trong các doanh nghiệp sản xuất, kinh doanh",
    "Cán bộ, công chức các cơ quan Đảng, Nhà nước, MTTQ và các tổ chức chính trị – xã hội",
    "Cán bộ, viên chức, người lao động các đơn vị sự nghiệp",
    "CNVCLĐ có sáng kiến phục vụ công nghiệp hóa, hiện đại hóa nông nghiệp và phát triển nông thôn",
]
# fmt: off
REASONS = [
    ("chua-cong-nhan", "Chưa được người sử dụng lao động công nhận", "recognition_kind",
     "Ghi hình thức, số và ngày công nhận; nếu chưa có, đề nghị đơn vị xét công nhận trước."),
    ("ngoai-thoi-gian", "Áp dụng ngoài thời gian của giai đoạn", "applied_on",
     "Kiểm tra lại ngày bắt đầu áp dụng."),
    ("tom-tat", "Tóm tắt chưa nêu rõ cách làm và hiệu quả", "summary",
     "Nêu cách làm trước đây, điểm mới và kết quả đo được."),
    ("ten-chung", "Tên sáng kiến quá chung", "title", "Nêu việc cụ thể được cải tiến."),
    ("sai-doi-tuong", "Chọn sai đối tượng", "target_group", "Chọn theo nơi làm việc của tác giả."),
    ("sai-don-vi", "Tác giả không thuộc đơn vị này", None, "Nộp tại nơi tác giả sinh hoạt."),
    ("gia-tri", "Giá trị làm lợi chưa có căn cứ", "benefit_claimed", "Gửi bảng tính kèm theo."),
    ("lien-lac", "Không liên lạc được với tác giả", "phone", "Kiểm tra lại số điện thoại."),
    ("trung", "Trùng với sáng kiến đã nộp", "title", "Nêu điểm khác với sáng kiến đã nộp."),
    ("nhiem-vu", "Là nhiệm vụ thường xuyên, không phải sáng kiến", "summary",
     "Chỉ nộp giải pháp mới đã đem áp dụng."),
]
# fmt: on
BLOCKS = [("doanh-nghiep", "Doanh nghiệp"), ("truong-hoc", "Trường học")]


def build() -> None:
    """Fill an empty, migrated database. The session must see everything."""
    units: dict[str, Unit] = {}
    for parent, code, name, kind in TREE:
        if parent is None:
            units[code] = Unit.open_root(code=code, name=name, kind=kind, at=NOW)
            _kinds(units[code])
        else:
            units[code] = units[parent].open_child(
                code=code, name=name, kind=kind, member_count=100, by=None, at=NOW
            )
    programme(units["tld"])
    for code, unit in units.items():
        for role in Role:
            person(f"{role.value}.{code}", unit, role)


def person(login: str, unit: Unit, role: Role) -> Account:
    """An account with one post."""
    name = f"Nguyễn Thị {login.title()}"
    account = Account.create(login=login, full_name=name, password=PASSWORD, at=NOW)
    Membership.appoint(account, unit, role, office="Cán bộ", by=None, at=NOW)
    return account


def programme(root: Unit) -> Programme:
    """The million initiatives at the root: two stages, of which `NOW` lies in the second."""
    made = Programme.create(root, code="tsk", name="01 triệu sáng kiến", by=None, at=NOW)
    for code, name, since, until in STAGES:
        made.add_stage(
            code=code,
            name=name,
            recognised_since=since,
            recognised_until=until,
            submitted_since=clock.start_of(since),
            submitted_until=clock.end_of(until),
            by=None,
            at=NOW,
        )
    part = {**owned_by(root), "programme_id": made.id}
    for number, name in enumerate(GROUPS, 1):
        db.session.add(TargetGroup(**part, number=number, name=name))
    for position, (code, text, field, advice) in enumerate(REASONS):
        row = {"code": code, "text": text, "field": field, "advice": advice}
        db.session.add(ReasonCode(**part, **row, position=position))
    return made


def _kinds(root: Unit) -> None:
    for position, (code, name, grassroots) in enumerate(KINDS):
        db.session.add(
            Kind(
                **owned_by(root),
                code=code,
                name=name,
                grassroots=grassroots,
                position=position,
            )
        )
    for position, (code, name) in enumerate(BLOCKS):
        db.session.add(Block(**owned_by(root), code=code, name=name, position=position))
