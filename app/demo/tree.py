"""The units of the demo: those the dispatches name, and invented grassroots unions below them."""

from collections.abc import Iterator
from random import Random
from typing import Any

from app.db import db
from app.demo import invented
from app.demo.facts import CAN_THO, GIA_LAM, GO_VAP, NINH_BINH, OPENED, PHU_YEN, at
from app.demo.invented_units import InventedUnit, slug
from app.demo.phrases import data
from app.tenancy import owned_by
from app.units import Block, Kind, Unit

SPECS: dict[str, Any] = data("tree.json")
OPENING = at(OPENED, 8)
PROVINCES = (
    ("tp-ho-chi-minh", GO_VAP["parent"], "TP. Hồ Chí Minh"),
    ("ha-noi", GIA_LAM["parent"], "Hà Nội"),
    ("ninh-binh", NINH_BINH["unit"], "Ninh Bình"),
    ("phu-yen", PHU_YEN["unit"], "Phú Yên"),
    ("can-tho", CAN_THO["unit"], "Cần Thơ"),
)
FIRMS_WITH_COMMITTEE = 0.25
MEMBERS, MEMBERS_OF_FIRMS = (38, 150), (120, 640)


class Tree:
    """The units by code, and each one's children in their order."""

    def __init__(self) -> None:
        self.units: dict[str, Unit] = {}
        self.children: dict[str, list[Unit]] = {}

    def __getitem__(self, code: str) -> Unit:
        return self.units[code]

    def __contains__(self, code: str) -> bool:
        return code in self.units

    def below(self, code: str) -> list[Unit]:
        """The units directly under one."""
        return self.children.get(code, [])

    def add(self, parent: str, *, code: str, name: str, kind: str, **facts: Any) -> Unit:
        """Open a unit that has stood since long."""
        unit = self[parent].open_child(
            code=code, name=name, kind=kind, by=None, at=OPENING, opened_on=OPENED, **facts
        )
        self.units[code] = unit
        self.children.setdefault(parent, []).append(unit)
        return unit

    def add_union(self, parent: str, made: InventedUnit, rng: Random) -> None:
        """Open a grassroots union."""
        firm = made.block == "doanh-nghiep"
        self.add(
            parent,
            code=made.code,
            name=made.name,
            short_name=made.short_name,
            kind="nghiep-doan" if made.block == "nghiep-doan" else "cdcs",
            block_code=made.block,
            member_count=made.member_count,
            has_party_committee=not firm or rng.random() < FIRMS_WITH_COMMITTEE,
        )


def build(rng: Random) -> Tree:
    """Open all units, top down."""
    tree = Tree()
    code, name, short = SPECS["root"]
    root_kind, province_kind, *_kinds = [kind for kind, _name, _grassroots in SPECS["kinds"]]
    root = Unit.open_root(
        code=code, name=name, short_name=short, kind=root_kind, at=OPENING, opened_on=OPENED
    )
    tree.units[code] = root
    _name_levels(root)
    for province, province_name, province_short in PROVINCES:
        tree.add(
            code, code=province, name=province_name, short_name=province_short, kind=province_kind
        )
    for parent, district, facts, short, made in (
        ("tp-ho-chi-minh", "go-vap", GO_VAP, "Gò Vấp", invented.go_vap_units(rng)),
        ("ha-noi", "gia-lam", GIA_LAM, "Gia Lâm", invented.gia_lam_units(rng)),
    ):
        tree.add(parent, code=district, name=facts["unit"], short_name=short, kind="ldld-huyen")
        for union in made:
            tree.add_union(district, union, rng)
    *rows, _others = NINH_BINH["rows"]
    ninh_binh = [
        (upper, row[0], short, kind, unions)
        for (upper, short, kind, unions), row in zip(SPECS["ninh_binh"], rows, strict=True)
    ]
    _add_province(tree, "ninh-binh", "nb", ninh_binh, rng)
    _add_province(tree, "phu-yen", "py", SPECS["phu_yen"], rng)
    return tree


def _add_province(tree: Tree, province: str, prefix: str, uppers: Any, rng: Random) -> None:
    """Direct upper unions, each with its grassroots unions."""
    schools, firms = invented.school_names(rng), invented.enterprise_names(rng)
    for code, name, short, kind, unions in uppers:
        tree.add(province, code=code, name=name, short_name=short, kind=kind)
        for spec in unions:
            tree.add_union(code, _union(spec, prefix, schools, firms, rng), rng)


def _union(
    spec: Any, prefix: str, schools: Iterator[str], firms: Iterator[str], rng: Random
) -> InventedUnit:
    """A union written out in tree.json, or one of a block whose name is drawn."""
    if not isinstance(spec, str):
        block, name, short = spec
    else:
        block, drawn = spec, next(schools if spec == "truong-hoc" else firms)
        name, short = f"CĐCS {drawn}", invented.short_name(drawn)
    members = rng.randint(*MEMBERS_OF_FIRMS if block == "doanh-nghiep" else MEMBERS)
    return InventedUnit(f"{prefix}-{slug(short)}", name, short, block, members)


def _name_levels(root: Unit) -> None:
    """Kinds and blocks, handed down from the root."""
    for position, (code, name, grassroots) in enumerate(SPECS["kinds"]):
        row = {"code": code, "name": name, "grassroots": grassroots}
        db.session.add(Kind(**owned_by(root), **row, position=position))
    for position, (code, name) in enumerate(SPECS["blocks"]):
        db.session.add(Block(**owned_by(root), code=code, name=name, position=position))
    db.session.flush()
