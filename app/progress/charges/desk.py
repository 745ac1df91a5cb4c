"""The page of charges: who looks after which unit below, and what its forms say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import load_only

from app.db import db
from app.progress.charges.models import Charge, Pair, choices
from app.units import Unit
from app.vietnamese import fold
from app.web.pages import Page, page_of_rows

KEEP, NOBODY = "", "0"
"""What a select says beside the id of an account."""


@dataclass(frozen=True)
class InCharge:
    """A unit below, and the accounts that look after it: None where nobody with a post does."""

    unit: Unit
    officer: int | None
    leader: int | None
    officer_name: str | None
    leader_name: str | None

    @property
    def pair(self) -> Pair:
        return self.officer, self.leader

    @property
    def was(self) -> str:
        """What the form was shown with: only what differs from it is a change."""
        return f"{self.officer or 0}-{self.leader or 0}"


@dataclass(frozen=True)
class ChargeDesk:
    """`?q=&who=&page=`: a text without marks; of an account, or "nobody" for those without."""

    here: Unit
    text: str
    who: str
    lines: Sequence[InCharge]
    all: int
    unassigned: int
    officers: dict[int, str]
    leaders: dict[int, str]

    @classmethod
    def from_address(cls, here: Unit, asked: Mapping[str, str]) -> "ChargeDesk":
        text, who = asked.get("q", "").strip(), asked.get("who", "")
        officers, leaders = choices(here)
        if who != "nobody" and not (who.isdecimal() and int(who) in officers):
            who = ""
        everything = _lines(here)
        lines = [line for line in everything if _fits(line, fold(text), who)]
        unassigned = sum(line.pair == (None, None) for line in everything)
        return cls(here, text, who, lines, len(everything), unassigned, officers, leaders)

    @property
    def address(self) -> dict[str, Any]:
        return {"q": self.text or None, "who": self.who or None}

    @property
    def page(self) -> Page:
        return page_of_rows(self.lines)

    def said(self, form: Mapping[str, str]) -> dict[int, Pair]:
        """What the selects of some lines say, where it is not what they were shown with."""
        charges: dict[int, Pair] = {}
        for name, was in form.items():
            _was, _dash, number = name.partition("was-")
            if number.isdecimal():
                pair = form.get(f"officer-{number}", ""), form.get(f"leader-{number}", "")
                if "-".join(one or NOBODY for one in pair) != was:
                    charges[int(number)] = _account(pair[0]), _account(pair[1])
        return charges

    def said_of_all(self, form: Mapping[str, str]) -> dict[int, Pair]:
        """The same officer or leader, or both, for every unit as it is filtered."""
        officer, leader = form.get("officer", KEEP), form.get("leader", KEEP)
        return {
            line.unit.id: (
                line.officer if officer == KEEP else _account(officer),
                line.leader if leader == KEEP else _account(leader),
            )
            for line in self.lines
        }


def _account(said: str) -> int | None:
    """-1 is nobody's account, so that nonsense is refused as somebody without a post."""
    if said in (KEEP, NOBODY):
        return None
    return int(said) if said.isdecimal() and len(said) < 10 else -1


def _fits(line: InCharge, text: str, who: str) -> bool:
    if who == "nobody" and line.pair != (None, None):
        return False
    if who not in ("", "nobody") and int(who) not in line.pair:
        return False
    return text in line.unit.search


def _lines(here: Unit) -> list[InCharge]:
    """The open units below, each once, in one statement."""
    query = (
        here.children()
        .options(load_only(Unit.name, Unit.search, Unit.code, Unit.path))
        .add_columns(
            Charge.holder(Charge.officer_id),
            Charge.holder(Charge.leader_id),
            Charge.name_of(Charge.officer_id),
            Charge.name_of(Charge.leader_id),
        )
        .outerjoin(Charge, sa.and_(Charge.about_unit_id == Unit.id, Charge.unit_id == here.id))
    )
    return [InCharge(*row) for row in db.session.execute(query).unique()]
