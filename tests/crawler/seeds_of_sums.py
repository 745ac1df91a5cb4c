"""Wrong sums: each page that shows a number is given one that is not what is there."""

from typing import Any

import sqlalchemy as sa

from app.accounts.factors import FactorReset
from app.accounts.models import Membership
from app.initiatives import Initiative
from app.intake.models import Batch
from app.journal import JournalLine
from app.notices import Notice
from app.progress import Snapshot
from app.progress.charges import desk as charge_desk
from app.progress.figures import Counts
from app.progress.groups import Grid
from app.progress.outgoing import Printed
from app.progress.outgoing.messages import Letters
from app.progress.tables import Table
from app.quotas.checking import Held
from app.quotas.ledger import Ledger
from app.quotas.models import QuotaBalance
from app.quotas.plans import Plan
from app.quotas.request_routes import LISTS
from app.quotas.requests import QuotaRequest
from app.units import Unit
from tests.crawler.sowing import Field, seed


def off_by_one(field: Field, model: Any, name: str) -> None:
    """The select of a count gives one more than there are."""
    was = getattr(model, name)
    field.patch.setattr(model, name, lambda *given: sa.select(was(*given).scalar_subquery() + 1))


def without_the_first(field: Field, model: Any, name: str) -> None:
    """A list of a model leaves its first row out, and its count with it."""
    was = getattr(model, name)
    field.patch.setattr(model, name, lambda *given: was(*given).offset(1).limit(1000))


@seed("quotas.overview")
def a_balance_forgets_what_was_given(field: Field) -> None:
    was = Ledger.balance

    def balance(ledger: Ledger, unit: Unit) -> QuotaBalance:
        held = was(ledger, unit)
        return QuotaBalance(received=held.received, given=-1, own=0)

    field.patch.setattr(Ledger, "balance", balance)


@seed("quotas.plans")
def a_plan_is_missing_from_the_list(field: Field) -> None:
    without_the_first(field, Plan, "of")


@seed("quotas.requests")
def a_request_is_forgotten(field: Field) -> None:
    was = QuotaRequest.waiting
    field.patch.setitem(LISTS, "waiting", lambda giver: was(giver).offset(1).limit(1000))


@seed("quotas.check_page")
def the_check_counts_what_a_unit_keeps_twice(field: Field) -> None:
    field.patch.setattr(Held, "remainder", property(lambda held: held.received - 2 * held.given))


@seed("progress.unit")
def a_line_of_the_table_is_missing(field: Field) -> None:
    children = property(lambda table: [line for line in table.lines if line.kind == "unit"][1:])
    field.patch.setattr(Table, "children", children)


@seed("progress.snapshots")
def a_snapshot_is_missing_from_the_list(field: Field) -> None:
    without_the_first(field, Snapshot, "listed")


@seed("progress.compare")
def a_unit_is_not_compared(field: Field) -> None:
    a_line_of_the_table_is_missing(field)


@seed("progress.risk")
def a_unit_is_not_looked_at(field: Field) -> None:
    a_line_of_the_table_is_missing(field)


@seed("progress.groups")
def a_block_is_left_out_of_the_sum(field: Field) -> None:
    was = Grid.cell

    def cell(grid: Grid, group: int | None, block: str | None) -> Counts:
        return was(grid, group, block or grid.blocks[0][0]) if group else Counts()

    field.patch.setattr(Grid, "cell", cell)


@seed("progress.paper")
def a_line_is_not_printed(field: Field) -> None:
    parts = property(lambda printed: printed.table.lines[1:])
    field.patch.setattr(Printed, "_parts", parts)


@seed("progress.message")
def a_text_forgets_what_lacks_papers(field: Field) -> None:
    field.patch.setattr(Letters, "_without_papers", lambda *_given: 0)


@seed("progress.charges")
def a_unit_below_is_in_nobody_s_list(field: Field) -> None:
    was = charge_desk._lines
    field.patch.setattr(charge_desk, "_lines", lambda here: was(here)[1:])


@seed("accounts.people")
def a_post_is_missing_from_the_people(field: Field) -> None:
    without_the_first(field, Membership, "below")


@seed("accounts.people")
def a_lost_phone_is_forgotten(field: Field) -> None:
    without_the_first(field, FactorReset, "waiting")


@seed("notices.inbox")
def a_notice_is_missing_from_the_inbox(field: Field) -> None:
    without_the_first(field, Notice, "for_reader")


@seed("notices.sent")
def a_notice_is_missing_from_those_sent(field: Field) -> None:
    without_the_first(field, Notice, "sent_by")


@seed("programmes.overview")
def the_count_beside_the_bell_is_off_by_one(field: Field) -> None:
    off_by_one(field, Notice, "unread")


@seed("units.new")
def the_count_beside_the_queue_is_off_by_one(field: Field) -> None:
    off_by_one(field, Initiative, "waiting_on_desk")


@seed("home.start")
def a_word_that_waits_is_not_shown(field: Field) -> None:
    without_the_first(field, Notice, "waiting")


@seed("units.browse")
def a_unit_is_missing_from_the_children(field: Field) -> None:
    without_the_first(field, Unit, "children")


@seed("audit.lines")
def a_line_of_the_journal_is_not_counted(field: Field) -> None:
    field.patch.setattr(
        "app.audit.reading._conditions", lambda wanted: iter([JournalLine.act != "notice.send"])
    )


@seed("intake.new")
def a_list_taken_in_is_not_counted(field: Field) -> None:
    without_the_first(field, Batch, "recent")
