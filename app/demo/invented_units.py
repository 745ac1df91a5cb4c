"""Invented units: enterprises, schools, offices, and the two districts of the demo."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from app.demo.phrases import data

SCHOOLS, SCHOOL_MEMBERS, SMALL_ENTERPRISES = 72, 3_474, 152
LEVELS = (("Trường Mầm non", "preschool"), ("Trường Tiểu học", "places"), ("Trường THCS", "places"))
SECTORS = (
    ("preschool", ("mầm non", "mẫu giáo")),
    ("primary", ("tiểu học",)),
    ("secondary", ("thcs", "trung học cơ sở")),
    ("footwear", ("giày", "sản phẩm da")),
    ("garment", ("may ", "dệt", "thời trang")),
    ("mechanical", ("cơ khí", "kết cấu thép")),
    ("wood", ("gỗ", "nội thất")),
    ("food", ("thực phẩm", "bánh kẹo")),
    ("packaging", ("bao bì", "nhựa")),
    ("electronics", ("điện tử", "thiết bị điện", "điện stanley")),
    ("ceramics", ("gốm",)),
    ("construction", ("sơn và", "hãng sơn", "coating", "xây dựng", "xây lắp")),
    ("environment", ("môi trường",)),
    ("services", ("vận tải", "kho vận", "thương mại", "dịch vụ")),
)


@dataclass(frozen=True, slots=True)
class InventedUnit:
    """A grassroots union as it stands on the tree."""

    code: str
    name: str
    short_name: str
    block: str
    member_count: int


def slug(text: str) -> str:
    """Lower-case letters without marks, joined by hyphens."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def sector_of(name: str) -> str | None:
    """The sector a unit's name tells of, for `initiatives(…, sector=)`."""
    lower = name.lower() + " "
    return next((s for s, words in SECTORS if any(w in lower for w in words)), None)


def enterprise_names(rng: Random) -> Iterator[str]:
    """Endless invented firms and co-operatives, none twice, none well known."""
    units = data("units.json")
    seen: set[str] = set()
    while True:
        form = rng.choice(units["forms"])
        trade = rng.choice(units["coop_trades" if form == "Hợp tác xã" else "trades"])
        parts = (rng.choice(units[k]) for k in ("first", "second", "third"))
        proper = " ".join(p for p in parts if p)
        clash = any(word in form.split() for word in trade.split())
        if clash or proper in seen or any(bad in proper for bad in units["refused"]):
            continue
        seen.add(proper)
        yield f"{form} {trade} {proper}"


def school_names(rng: Random) -> Iterator[str]:
    """Endless schools of three levels; once the names are used up, numbered ones."""
    units = data("units.json")
    names = [f"{level} {name}" for level, source in LEVELS for name in units[source]]
    turn = 1
    while True:
        for name in rng.sample(names, len(names)):
            yield name if turn == 1 else f"{name} {turn}"
        turn += 1


def commune_names(district: str) -> list[str]:
    """The communes and towns of a district, "thị trấn" and "xã" written."""
    return list(data("units.json")["communes"][district])


def office_names(district: str) -> list[str]:
    """The twenty administrative and public-service units of a district."""
    return [pattern.format(district) for pattern in data("units.json")["offices"]]


def gia_lam_units(rng: Random) -> list[InventedUnit]:
    """The 273 grassroots unions under which Gia Lâm's printed table adds up."""
    out = [
        _unit("gl", f"CĐCS {name}", name[0].upper() + name[1:], "xa-thi-tran", rng.randint(24, 58))
        for name in commune_names("Gia Lâm")
    ]
    for name in office_names("Gia Lâm"):
        short = name.removesuffix(" huyện Gia Lâm")
        count = 412 if "Trung tâm Y tế" in name else rng.randint(7, 46)
        out.append(_unit("gl", f"CĐCS {name}", short, "hcsn", count))
    sizes = _even_sizes(rng, SCHOOLS, SCHOOL_MEMBERS)
    for name, size in zip(islice(school_names(rng), SCHOOLS), sizes, strict=True):
        out.append(_unit("gl", f"CĐCS {name}", short_name(name), "truong-hoc", size))
    for name in islice(enterprise_names(rng), SMALL_ENTERPRISES):
        out.append(_unit("gl", f"CĐCS {name}", short_name(name), "doanh-nghiep", _firm_size(rng)))
    printed = [r["name"] for r in data("facts.json")["gia_lam"]["rules"] if r["rule"] == "named"]
    for name, (code, short, count) in zip(printed, data("units.json")["named"], strict=True):
        out.append(InventedUnit(f"gl-{code}", name, short, "doanh-nghiep", count))
    return out


def go_vap_units(rng: Random) -> list[InventedUnit]:
    """The 46 grassroots unions of quận Gò Vấp, May An Bình and Hòa Phát Tài among them."""
    out = [
        InventedUnit("may-an-binh", "Công ty TNHH May An Bình", "May An Bình", "doanh-nghiep", 486),
        InventedUnit(
            "hoa-phat-tai", "Công ty CP Cơ khí Hòa Phát Tài", "Cơ khí Hòa Phát Tài",
            "doanh-nghiep", 132,
        ),
    ]  # fmt: skip
    for block, name, code, short, numbers in data("units.json")["go_vap"]:
        for n in numbers:
            count = 318 if code == "gv-benh-vien" else rng.randint(18, 64)
            out.append(InventedUnit(code.format(n), name.format(n), short.format(n), block, count))
    for name in islice(school_names(rng), 16):
        count = rng.randint(28, 96)
        out.append(_unit("gv", f"CĐCS {name}", short_name(name), "truong-hoc", count))
    for name in islice(enterprise_names(rng), 10):
        out.append(_unit("gv", f"CĐCS {name}", short_name(name), "doanh-nghiep", _firm_size(rng)))
    return out


def _unit(prefix: str, name: str, short: str, block: str, count: int) -> InventedUnit:
    return InventedUnit(f"{prefix}-{slug(short)}", name, short, block, count)


def short_name(name: str) -> str:
    """The name without its legal form, as people say it."""
    for form in sorted(set(data("units.json")["forms"]), key=len, reverse=True):
        if name.startswith(form + " ") and form != "Hợp tác xã":
            return name.removeprefix(form + " ")
    for long, brief in (("Trường Mầm non", "MN"), ("Trường Tiểu học", "TH"), ("Hợp tác xã", "HTX")):
        if name.startswith(long):
            return brief + name.removeprefix(long)
    return name.removeprefix("Trường ")


def _firm_size(rng: Random) -> int:
    return int(min(max(rng.lognormvariate(3.6, 0.8), 11), 640))


def _even_sizes(rng: Random, count: int, total: int) -> list[int]:
    """Even sizes between 20 and 90 that sum to an even total."""
    halves = [round(rng.triangular(11, 44, 20)) for _ in range(count)]
    while (gap := total // 2 - sum(halves)) != 0:
        i, step = rng.randrange(count), 1 if gap > 0 else -1
        if 10 <= halves[i] + step <= 45:
            halves[i] += step
    return [2 * half for half in halves]
