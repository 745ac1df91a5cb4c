"""Everything counted one by one: all rows of all tables as they lie, and plain loops over them."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import jobs
from app.db import Base
from app.initiatives.states import State
from app.tenancy import STEP, Scope

Row = Any
QUEUED = (State.SUBMITTED, State.ENDORSED, State.RETURNED, State.DRAFT)
REGISTERED = {State.SUBMITTED, State.ENDORSED, State.VALID}


@dataclass(frozen=True)
class Census:
    """The rows by table, as seen at a unit by one person."""

    rows: dict[str, list[Row]]
    unit: int
    path: str
    person: int

    def held(self, table: str) -> list[Row]:
        """The rows of a table in the unit's subtree."""
        return [row for row in self.rows[table] if Scope(self.path).holds(row.unit_path)]

    def here(self, table: str) -> list[Row]:
        return [row for row in self.rows[table] if row.unit_id == self.unit]

    def children(self) -> list[Row]:
        """The open units right below."""
        longer = len(self.path) + STEP
        below = [row for row in self.rows["unit"] if Scope(self.path).holds(row.path)]
        return [row for row in below if len(row.path) == longer and row.closed_on is None]

    def on_desk(self) -> dict[str, int]:
        lying = [r for r in self.held("initiative") if r.desk_unit_id == self.unit]
        return dict(Counter(row.state for row in lying))

    def queue(self) -> dict[str, int]:
        """What each view of the desk holds but the overdue ones, if anything; it decides."""
        lying = self.on_desk()
        views = {state: lying.get(state, 0) for state in QUEUED}
        held = self.held("initiative")
        out = [r for r in held if r.sent_back_by_id == self.unit and r.desk_unit_id != self.unit]
        mine = [r for r in held if r.desk_person_id == self.person and r.desk_unit_id == self.unit]
        views["sent-back"] = len(out)
        views["mine"] = sum(row.state == State.ENDORSED for row in mine)
        return {view: count for view, count in views.items() if count}

    def waiting(self) -> int:
        return sum(self.on_desk().get(state, 0) for state in (State.ENDORSED, State.SUBMITTED))

    def misplaced(self) -> int:
        """Its own initiatives that wait on its own desk, but for those it has said are its own."""
        kept = {row.initiative_id for row in self.rows["misplaced"] if row.state == "kept"}
        own = [row for row in self.here("initiative") if row.desk_unit_id == self.unit]
        return sum(row.state == State.ENDORSED and row.id not in kept for row in own)

    def stage(self) -> int:
        """The second stage of the nation's programme."""
        return next(row.id for row in self.rows["stage"] if row.code == "gd2")

    def in_states(self, states: set[State], path: str | None = None) -> int:
        """Initiatives of the stage in the subtree of the unit or of `path`."""
        top, stage = Scope(path or self.path), self.stage()
        rows = [row for row in self.rows["initiative"] if row.stage_id == stage]
        return sum(top.holds(row.unit_path) and row.state in states for row in rows)

    def listed(self) -> int:
        """What the list shows: drafts only at home."""
        rows = [row for row in self.held("initiative") if row.stage_id == self.stage()]
        return sum(row.state != State.DRAFT or row.unit_id == self.unit for row in rows)

    def told(self) -> list[Row]:
        """Notices to everybody here, or to this person."""
        return [row for row in self.here("notice") if row.account_id in (None, self.person)]

    def unread(self) -> int:
        read = {r.notice_id for r in self.rows["notice_reading"] if r.account_id == self.person}
        return sum(row.id not in read for row in self.told())

    def to_confirm(self) -> list[Row]:
        """Notices that wait for this unit's receipt."""
        return [row for row in self.told() if row.asks_receipt and row.confirmed_at is None]

    def unread_without_receipts(self) -> int:
        read = {r.notice_id for r in self.rows["notice_reading"] if r.account_id == self.person}
        asked = {row.id for row in self.to_confirm()}
        return sum(row.id not in read | asked for row in self.told())

    def sent(self) -> int:
        """What was sent from here, once for each sending."""
        sent = [row for row in self.held("notice") if row.sender_unit_id == self.unit]
        return len({row.sending for row in sent})

    def received(self, unit: int | None = None) -> int:
        """The quota of the stage by the ledger."""
        entries = [row for row in self.rows["quota_entry"] if row.stage_id == self.stage()]
        mine = [row for row in entries if row.unit_id == (unit or self.unit)]
        return sum(row.amount for row in mine if row.giver_id != row.unit_id)

    def quota_tasks(self) -> int:
        """Decisions to take note of, and requests to answer."""
        new = [row for row in self.here("quota_decision") if row.acknowledged_at is None]
        unnoted = [row for row in new if row.giver_id != self.unit]
        return len(unnoted) + len(self.asked())

    def asked(self) -> list[Row]:
        """Requests that wait for this unit's answer."""
        waiting = [row for row in self.held("quota_request") if row.outcome is None]
        return [row for row in waiting if row.giver_id == self.unit]

    def given(self) -> dict[int, int]:
        """What each unit has received from this one."""
        sums: Counter[int] = Counter()
        for row in self.rows["quota_entry"]:
            if row.stage_id == self.stage() and row.giver_id == self.unit:
                sums[row.unit_id] += row.amount
        return dict(sums)

    def unassigned(self) -> int:
        """Units right below that nobody with a post here looks after."""
        posts = {row.account_id for row in self.here("membership") if row.until is None}
        held = {r.about_unit_id for r in self.here("charge") if {r.officer_id, r.leader_id} & posts}
        return sum(row.id not in held for row in self.children())

    def steps_due(self) -> int:
        """Steps of ladders that wait to be done."""
        return sum(row.state == "due" for row in self.here("escalation"))

    def requests_new(self) -> int:
        """Requests for help on this desk that nobody has answered."""
        mine = [row for row in self.held("request") if row.desk_unit_id == self.unit]
        return sum(row.state == "new" for row in mine)

    def lacking(self) -> int:
        """Initiatives of the stage that lack a word of recognition or a benefit."""
        words = ("recognition_kind", "recognised_on", "benefit_claimed")
        return sum(
            row.stage_id == self.stage()
            and row.state in REGISTERED | {State.RETURNED}
            and any(getattr(row, word) is None for word in words)
            for row in self.held("initiative")
        )

    def live_posts(self) -> int:
        return sum(row.until is None for row in self.held("membership"))

    def resets(self) -> int:
        return sum(row.confirmed_at is None for row in self.held("factor_reset"))


def all_rows(app: Flask) -> dict[str, list[Row]]:
    """Every row of the database."""
    with app.app_context(), jobs.reading("counting for a test") as session:
        tables = Base.metadata.sorted_tables
        return {table.name: list(session.execute(sa.select(table))) for table in tables}
