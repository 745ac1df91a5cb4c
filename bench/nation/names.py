"""What the units of the nation are called and what they are; places and firms are invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from random import Random
from typing import Any

from app.demo.invented import initiatives
from app.demo.invented_people import full_name
from app.demo.phrases import data

PROVINCES = (
    "Thành phố Hồ Chí Minh", "Hà Nội", "Hải Phòng", "Đồng Nai", "Nghệ An", "Thanh Hóa", "Bắc Ninh",
    "Ninh Bình", "Phú Thọ", "Hưng Yên", "Quảng Ninh", "Đà Nẵng", "Cần Thơ", "Tây Ninh", "An Giang",
    "Đồng Tháp", "Vĩnh Long", "Gia Lai", "Đắk Lắk", "Lâm Đồng", "Khánh Hòa", "Quảng Ngãi",
    "Thái Nguyên", "Hà Tĩnh", "Quảng Trị", "Huế", "Lào Cai", "Tuyên Quang", "Lạng Sơn", "Sơn La",
    "Cà Mau", "Cao Bằng", "Điện Biên", "Lai Châu",
)  # fmt: skip
SECTOR_UNIONS = (
    "Giáo dục", "Y tế", "Công Thương", "Xây dựng", "Giao thông vận tải", "Nông nghiệp và PTNT",
    "Ngân hàng", "Dầu khí", "Điện lực", "Dệt may", "Cao su", "Than – Khoáng sản", "Hàng không",
    "Thông tin và Truyền thông", "Hàng hải", "Đường sắt", "Viên chức", "Đại học Quốc gia",
    "Công an nhân dân", "Quốc phòng",
)  # fmt: skip
DISTRICTS = ("LĐLĐ huyện {}", "LĐLĐ thị xã {}", "LĐLĐ thành phố {}", "Công đoàn các KCN {}",
             "Công đoàn ngành {}")  # fmt: skip
CORPORATIONS = ("Công đoàn Tổng công ty {}", "Công đoàn Công ty mẹ {}", "Công đoàn Khu vực {}")
FOREIGN, PRIVATE, STATE = "Có vốn đầu tư nước ngoài", "Ngoài nhà nước", "Nhà nước"
TEXTS, TEXTS_OF = 60, {1: "union", 2: "enterprise", 3: "office", 4: "school", 5: "commune"}
MOST_MEMBERS = 42_000


@dataclass(frozen=True, slots=True)
class Union:
    """A grassroots union as its name tells of it."""

    name: str
    block: str
    sector: str
    ownership: str
    members: int


def tops() -> Iterator[tuple[str, str, str]]:
    """Kind, code and name of all directly under the root."""
    for number, name in enumerate(PROVINCES, start=1):
        form = "LĐLĐ" if name.startswith("Thành phố") else "LĐLĐ tỉnh"
        yield "tinh", f"tinh-{number:02}", f"{form} {name}"
    for number, name in enumerate(SECTOR_UNIONS, start=1):
        yield "nganh-trung-uong", f"nganh-{number:02}", f"Công đoàn {name} Việt Nam"


def uppers(kind: str, many: int) -> Iterator[str]:
    """Names of as many upper unions under one of that kind, all different."""
    forms = DISTRICTS if kind == "tinh" else CORPORATIONS
    places = _units()["places"]
    for number in range(many):
        turn, place = divmod(number, len(places))
        again, form = divmod(turn, len(forms))
        yield forms[form].format(places[place]) + (f" {again + 1}" if again else "")


def union(home: str, rng: Random) -> Union:
    """Any grassroots union under one of that name: most are firms and schools."""
    units, chance = _units(), rng.random()
    number = f" số {rng.randint(1, 9)}" if rng.random() < 0.3 else ""
    if chance < 0.47:
        form, trade = rng.choice(units["forms"]), rng.choice(units["trades"])
        proper = " ".join(rng.choice(units[part]) for part in ("first", "second", "third"))
        members = min(MOST_MEMBERS, max(10, round(rng.lognormvariate(4.0, 1.35))))
        ownership = rng.choices((FOREIGN, PRIVATE, STATE), (22, 70, 8))[0]
        return Union(f"CĐCS {form} {trade} {proper}", "doanh-nghiep", trade, ownership, members)
    if chance < 0.79:
        level = rng.choice(("Mầm non", "Tiểu học", "THCS", "THPT"))
        name = rng.choice(units["preschool" if level == "Mầm non" else "places"])
        members = max(8, round(rng.lognormvariate(3.7, 0.5)))
        name = f"CĐCS Trường {level} {name}{number}"
        return Union(name, "truong-hoc", "Giáo dục", STATE, members)
    if chance < 0.92:
        office = rng.choice(units["offices"]).format(rng.choice(units["places"]))
        spread = 5.4 if "Y tế" in office and "Trung tâm" in office else 3.0
        members = max(5, round(rng.lognormvariate(spread, 0.7)))
        return Union(f"CĐCS {office}{number}", "hcsn", "Hành chính", STATE, members)
    place = rng.choice(units["places"])
    members = rng.randint(20, 60)
    return Union(f"CĐCS xã {place}{number}", "xa-thi-tran", "Hành chính", STATE, members)


def person(rng: Random) -> str:
    """Somebody's name."""
    return full_name(rng, rng.random() < 0.5)


@cache
def texts() -> list[tuple[int, str, str]]:
    """Some hundred target groups, titles and summaries, `TEXTS` of each group."""
    rng = Random(5)
    return [
        (group, made.title, made.summary)
        for group, kind in TEXTS_OF.items()
        for made in islice(initiatives(rng, group, kind), TEXTS)
    ]


@cache
def _units() -> Any:
    return data("units.json")
