"""Giving quotas: every act is an entry of the ledger and a change of the balance beside it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import journal
from app.db import db, upsert
from app.programmes import Programme, Stage
from app.quotas.decisions import QuotaDecision
from app.quotas.models import Paper, QuotaBalance, QuotaEntry
from app.tenancy import owned_by
from app.units import Unit
from app.vietnamese import count_text
from app.web.errors import Refused


class NotEnough(Refused):
    """More would be given than was received."""

    status = 422

    def __init__(self, remainder: int) -> None:
        self.remainder = remainder
        super().__init__(
            _(
                "Chỉ còn %(left)s chưa phân bổ. Nếu cần giao vượt, xin ghi rõ lý do.",
                left=count_text(remainder) if remainder >= 0 else f"−{count_text(-remainder)}",
            )
        )


class BelowZero(Refused):
    status = 422
    message = _l("Không thể giảm chỉ tiêu xuống dưới 0.")


class ReasonMissing(Refused):
    status = 422
    message = _l("Giao vượt chỉ tiêu được nhận cần ghi rõ lý do.")


@dataclass(frozen=True)
class Ledger:
    """The ledger of one programme's stage, with who writes into it and when."""

    programme: Programme
    stage: Stage
    by: int | None
    at: dt.datetime

    def balance(self, unit: Unit) -> QuotaBalance:
        """A unit's balance; an empty one that is not stored when it has none."""
        return db.session.scalar(
            sa.select(QuotaBalance)
            .where(*self._cell(unit))
            .execution_options(populate_existing=True)
        ) or QuotaBalance(**owned_by(unit), received=0, given=0, own=0)

    def balance_at(self, unit: Unit, day: dt.date) -> QuotaBalance:
        """A unit's balance by the end of a document's `day`."""
        return QuotaBalance.at(unit, self.programme, self.stage, day)

    def hold(self, giver: Unit) -> None:
        """Let others who change this balance wait, so that what is read now stays true."""
        db.session.scalar(sa.select(QuotaBalance.id).where(*self._cell(giver)).with_for_update())

    def receive(self, unit: Unit, amount: int, paper: Paper) -> None:
        """Book a quota that comes from outside the tree."""
        self._book(None, unit, amount, paper, None)

    def give(
        self,
        giver: Unit,
        receiver: Unit,
        amount: int,
        paper: Paper,
        decision: QuotaDecision | None = None,
        reason: str | None = None,
    ) -> None:
        """Give `amount` (negative: take back) out of what is not yet given.

        A unit that gives to itself keeps it for its own initiatives. Two officers cannot give the
        same remainder: the balance is changed under a condition. Taking back needs none: a giver
        who gave too much must be able to.

        :param reason: why what was given before is changed
        :raises NotEnough: it is more than is left
        """
        if amount <= 0:
            self._add(giver, given=amount)
            self._book(giver, receiver, amount, paper, reason, decision)
            return
        changed = db.session.execute(
            sa.update(QuotaBalance)
            .where(*self._cell(giver), QuotaBalance.given + amount <= QuotaBalance.received)
            .values(given=QuotaBalance.given + amount)
        )
        if not changed.rowcount:  # type: ignore[attr-defined]
            raise NotEnough(self.balance(giver).remainder)
        self._book(giver, receiver, amount, paper, reason, decision)

    def give_beyond(
        self,
        giver: Unit,
        receiver: Unit,
        amount: int,
        paper: Paper,
        decision: QuotaDecision | None = None,
        *,
        reason: str,
    ) -> None:
        """Give more than was received, for a written reason.

        :raises ReasonMissing: none is written
        """
        if not reason.strip():
            raise ReasonMissing()
        self._add(giver, given=amount)
        self._book(giver, receiver, amount, paper, reason.strip(), decision)

    def allocate(
        self,
        giver: Unit,
        amounts: Mapping[Unit, int],
        paper: Paper,
        decisions: Mapping[int, QuotaDecision] = MappingProxyType({}),
        *,
        reason: str = "",
    ) -> int:
        """Bring each unit to its new amount by one entry of the difference; all or nothing.

        :param amounts: what each unit shall have received from `giver` in all
        :param decisions: what entries belong to, by the receiver's id
        :returns: how many entries were written; none for amounts that stand already
        :raises NotEnough: the sum is more than was received, and no reason is written
        """
        self.hold(giver)
        held = self.given_to(giver)
        changes = {unit: new - held.get(unit.id, 0) for unit, new in amounts.items()}
        changes = {unit: change for unit, change in changes.items() if change}
        with db.session.begin_nested():
            for unit, change in sorted(changes.items(), key=lambda item: item[1]):
                decision = decisions.get(unit.id)
                if reason.strip():
                    self.give_beyond(giver, unit, change, paper, decision, reason=reason)
                else:
                    self.give(giver, unit, change, paper, decision)
        return len(changes)

    def given_to(self, giver: Unit) -> dict[int, int]:
        """What each unit has received from `giver`, by the unit's id."""
        rows = db.session.execute(
            sa.select(QuotaEntry.unit_id, sa.func.sum(QuotaEntry.amount))
            .where(
                QuotaEntry.giver_id == giver.id,
                QuotaEntry.programme_id == self.programme.id,
                QuotaEntry.stage_id == self.stage.id,
            )
            .group_by(QuotaEntry.unit_id)
        )
        return {unit_id: int(amount) for unit_id, amount in rows}

    def _book(
        self,
        giver: Unit | None,
        unit: Unit,
        amount: int,
        paper: Paper,
        reason: str | None,
        decision: QuotaDecision | None = None,
    ) -> None:
        sum_of = "own" if giver and giver.id == unit.id else "received"
        if getattr(self.balance(unit), sum_of) + amount < 0:
            raise BelowZero()
        self._add(unit, **{sum_of: amount})
        entry = QuotaEntry(
            **owned_by(unit),
            programme_id=self.programme.id,
            stage_id=self.stage.id,
            giver_id=giver.id if giver else None,
            decision_id=decision.id if decision else None,
            amount=amount,
            label=paper.label,
            document_number=paper.number,
            document_date=paper.day,
            reason=reason,
            by_id=self.by,
            at=self.at,
        )
        db.session.add(entry)
        journal.record("quota.give", entry, by=self.by, at=self.at, fields=["amount"])

    def _add(self, unit: Unit, **sums: int) -> None:
        cell = {"programme_id": self.programme.id, "stage_id": self.stage.id}
        upsert(
            QuotaBalance,
            key=["unit_id", "programme_id", "stage_id"],
            row={**owned_by(unit), **cell},
            add=sums,
        )

    def _cell(self, unit: Unit) -> tuple[Any, ...]:
        return (
            QuotaBalance.unit_id == unit.id,
            QuotaBalance.programme_id == self.programme.id,
            QuotaBalance.stage_id == self.stage.id,
        )


def differences() -> list[str]:
    """Balances that are not what the ledger adds up to; empty when all is well."""
    expected: dict[Any, list[int]] = {}
    for entry in db.session.scalars(sa.select(QuotaEntry)):
        cell = (entry.programme_id, entry.stage_id)
        is_own = entry.giver_id == entry.unit_id
        expected.setdefault((entry.unit_id, *cell), [0, 0, 0])[2 if is_own else 0] += entry.amount
        if entry.giver_id is not None:
            expected.setdefault((entry.giver_id, *cell), [0, 0, 0])[1] += entry.amount
    held = {
        (b.unit_id, b.programme_id, b.stage_id): [b.received, b.given, b.own]
        for b in db.session.scalars(sa.select(QuotaBalance))
    }
    return [
        f"balance of unit {key[0]}, programme {key[1]}, stage {key[2]}"
        for key in sorted(expected.keys() | held.keys())
        if expected.get(key, [0, 0, 0]) != held.get(key, [0, 0, 0])
    ]
