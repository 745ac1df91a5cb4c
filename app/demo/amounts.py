"""The quotas, given down the tree through the ledger with the papers of the dispatches."""

import datetime as dt

from app.access import Role
from app.demo import invented
from app.demo.facts import (
    CAN_THO,
    GIA_LAM,
    GO_VAP,
    INVENTED_PAPER,
    LAUNCHED,
    LAUNCHED_IN_NINH_BINH,
    NINH_BINH,
    PHU_YEN,
    at,
    own_paper,
    paper,
)
from app.demo.people import Signatures, acting
from app.demo.rules import Rules
from app.demo.tree import Tree
from app.programmes import Programme
from app.quotas import Ledger, Paper
from app.units import Unit

LAUNCH = Paper(INVENTED_PAPER, LAUNCHED)
CONTINUED = Paper("4381/TLĐ-VP", dt.date(2022, 6, 21))
CHOSEN = "số minh họa"  # over amounts that no dispatch prints
TO_THE_UNIONS_OF_PHU_YEN = Paper("33/TB-LĐLĐ", dt.date(2022, 4, 13), CHOSEN)
PLAN_OF_CAN_THO = Paper("18/KH-LĐLĐ", dt.date(2022, 1, 11))


class Office:
    """Writes into the ledgers in the name of the unit that gives."""

    def __init__(self, tree: Tree, rules: Rules, signatures: Signatures) -> None:
        self.tree, self.rules, self.signatures = tree, rules, signatures

    def ledger(self, stage: str, paper: Paper, unit: Unit, programme: Programme) -> Ledger:
        """The ledger of a stage on the morning of the paper."""
        signature = acting(self.signatures, unit, Role.OFFICER)
        by = signature.id if signature else None
        return Ledger(programme, self.rules.stages[stage], by, at(paper.day, 10))

    def receive(
        self, code: str, stage: str, amount: int, paper: Paper, local: bool = False
    ) -> None:
        """What comes from outside the tree."""
        unit = self.tree[code]
        programme = self.rules.local if local else self.rules.programme
        self.ledger(stage, paper, unit, programme).receive(unit, amount, paper)

    def give(self, code: str, stage: str, amounts: dict[Unit, int], paper: Paper) -> None:
        """What a unit gives to those below."""
        giver = self.tree[code]
        self.ledger(stage, paper, giver, self.rules.programme).allocate(giver, amounts, paper)


def give_all(tree: Tree, rules: Rules, signatures: Signatures) -> None:
    """Every quota of the demo, in the order of the papers' days."""
    office = Office(tree, rules, signatures)
    _from_the_root(office)
    _ninh_binh(office)
    _gia_lam(office)
    _phu_yen(office)
    _go_vap(office)
    _can_tho(office)


def _from_the_root(office: Office) -> None:
    """What the provinces received; the root has received exactly that from outside."""
    tree = office.tree
    total = GIA_LAM["printed_total"]
    year = Paper(LAUNCH.number, LAUNCH.day, NINH_BINH["quota_label"])
    chosen = Paper(LAUNCH.number, LAUNCH.day, CHOSEN)
    least, most = PHU_YEN["stage_1"]["quota_implied_between"]
    given = [
        ("gd1", "ninh-binh", NINH_BINH["printed_total"][0], year),
        ("gd1", "tp-ho-chi-minh", GO_VAP["stage_1"]["quota"], LAUNCH),
        ("gd1", "ha-noi", total["stage_1"], LAUNCH),
        ("gd1", "phu-yen", (least + most) // 2, chosen),
        ("gd2", "ha-noi", total["stage_2"], LAUNCH),
        ("gd2", "tp-ho-chi-minh", GO_VAP["stage_2"]["quota"], CONTINUED),
        ("gd2", "phu-yen", PHU_YEN["stage_2"]["target"], CONTINUED),
    ]
    for stage in ("gd1", "gd2"):
        own = [(code, amount, paper) for where, code, amount, paper in given if where == stage]
        office.receive("tld", stage, sum(amount for _code, amount, _paper in own), LAUNCH)
        for code, amount, of in own:
            office.give("tld", stage, {tree[code]: amount}, of)


def _ninh_binh(office: Office) -> None:
    """The rows of the printed table; what they fall short of its total stays unallocated."""
    *rows, _others = NINH_BINH["rows"]
    units = office.tree.below("ninh-binh")
    amounts = {unit: row[1] for unit, row in zip(units, rows, strict=True)}
    of = Paper(INVENTED_PAPER, LAUNCHED_IN_NINH_BINH, NINH_BINH["quota_label"])
    office.give("ninh-binh", "gd1", amounts, of)


def _gia_lam(office: Office) -> None:
    """The printed rules, block by block."""
    tree, total = office.tree, GIA_LAM["printed_total"]
    rules = {rule["name"]: rule for rule in GIA_LAM["rules"]}
    lines = {rule["line"]: rule for rule in GIA_LAM["rules"]}
    of_block = {"xa-thi-tran": lines["1"], "hcsn": lines["2"], "doanh-nghiep": lines["4.1"]}
    per_member = lines["3"]["total"]
    for stage, name in (("gd1", "stage_1"), ("gd2", "stage_2")):
        office.give("ha-noi", stage, {tree["gia-lam"]: total[name]}, LAUNCH)
        amounts = {}
        for unit in tree.below("gia-lam"):
            if unit.block_code == "truong-hoc":
                amounts[unit] = (unit.member_count or 0) * per_member // len(GIA_LAM["stages"])
            else:
                amounts[unit] = (rules.get(unit.name) or of_block[unit.block_code or ""])[name]
        office.give("gia-lam", stage, amounts, own_paper(GIA_LAM))


def _phu_yen(office: Office) -> None:
    """The first stage, shared out among its direct upper unions by their members."""
    tree = office.tree
    units = tree.below("phu-yen")
    members = [sum(u.member_count or 0 for u in tree.below(unit.code)) for unit in units]
    least, most = PHU_YEN["stage_1"]["quota_implied_between"]
    shares = invented.shared_out((least + most) // 2, members)
    office.give("phu-yen", "gd1", dict(zip(units, shares, strict=True)), TO_THE_UNIONS_OF_PHU_YEN)


def _go_vap(office: Office) -> None:
    """The city's papers, and the district's own to its grassroots unions."""
    tree = office.tree
    from_the_city, to_the_unions = map(paper, GO_VAP["basis"])
    quotas = GO_VAP["stage_1"]["quota"], GO_VAP["stage_2"]["quota"]
    for stage, amount, of in zip(("gd1", "gd2"), quotas, (LAUNCH, from_the_city), strict=True):
        office.give("tp-ho-chi-minh", stage, {tree["go-vap"]: amount}, of)
    units = tree.below("go-vap")
    shares = invented.shared_out(quotas[1], [unit.member_count or 0 for unit in units])
    office.give("go-vap", "gd2", dict(zip(units, shares, strict=True)), to_the_unions)


def _can_tho(office: Office) -> None:
    """The targets of the local programme, which Cần Thơ set itself."""
    implied, target = CAN_THO["stage_1_implied"], CAN_THO["stage_2"]["target"]
    office.receive("can-tho", "gd1", implied, PLAN_OF_CAN_THO, local=True)
    office.receive("can-tho", "gd2", target, own_paper(CAN_THO), local=True)
