"""Snapshots: taking one, reading it again, comparing it with another or with now."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.programmes import all_windows, tabs
from app.progress.asking import Asked
from app.progress.figures import DEFINITION_NOTES, DEFINITIONS, Definition
from app.progress.outgoing import below, columns
from app.progress.room import room
from app.progress.snapshots.forms import SnapshotForm
from app.progress.snapshots.models import NotComparable, Opened, Snapshot
from app.progress.snapshots.subtracting import Subtraction
from app.progress.tables import Structure, Table, table_now
from app.units import Unit
from app.web.pages import page_of
from app.web.rendering import render, see_other

NOW = "now"
WORDS: Any = {"definitions": DEFINITIONS, "notes": DEFINITION_NOTES}


@room.get("/snapshots", access=Permission.VIEW)
def snapshots() -> Any:
    asked = Asked.from_address(g.unit, request.args)
    page = page_of(Snapshot.listed(g.unit))
    return render("progress/snapshots/browse.html", asked=asked, page=page, **WORDS)


@room.get("/snapshots/new", access=Permission.NOTIFY)
def new_snapshot() -> Any:
    asked = Asked.from_address(g.unit, request.args)
    table = asked.table()
    return _form(asked, table, SnapshotForm.proposing(table))


@room.post("/snapshots", access=Permission.NOTIFY)
def take_snapshot() -> Any:
    asked, form = Asked.from_address(g.unit, request.args), SnapshotForm()
    table = asked.table()
    if not form.validate() or asked.fault:
        return _form(asked, table, form, status=422)
    made = Snapshot.take(
        g.unit,
        table,
        asked.structure if table.past else Structure.THEN,
        title=form.title_of(table),
        signed_by=g.person.full_name,
        by=g.person.id,
        at=clock.now(),
    )
    flash(_("Đã chốt số liệu. Bản chốt giữ nguyên, không sửa được nữa."), "ok")
    return see_other("progress.snapshot", snapshot_id=made.id)


@room.get("/snapshots/<int:snapshot_id>", access=Permission.VIEW)
def snapshot(snapshot_id: int) -> Any:
    kept = _find(snapshot_id)
    opened = kept.opened()
    return render(
        "progress/snapshots/show.html",
        kept=kept,
        opened=opened,
        table=opened.table,
        columns=columns(opened.table),
        below=below(opened.table),
        others=db.session.scalars(kept.others()).all(),
        **WORDS,
    )


@room.get("/snapshots/<int:snapshot_id>/compare", access=Permission.VIEW)
def compare_snapshots(snapshot_id: int) -> Any:
    kept, wanted = _find(snapshot_id), request.args.get("with", NOW)
    other = None if wanted == NOW else _find(_number(wanted))
    first, second = _in_order(kept, other)
    opened = first.opened()
    later = second.opened() if second else Opened(_table_now(first), [], True)
    count = request.args.get("count", kept.definition)
    definition = Definition(count) if count in set(Definition) else kept.counting
    return render(
        "progress/snapshots/subtraction.html",
        kept=kept,
        wanted=wanted,
        first=first,
        second=second,
        faulty=[one for one, read in ((first, opened), (second, later)) if not read.is_whole],
        subtraction=Subtraction(opened.table, later.table, definition),
        others=db.session.scalars(kept.others()).all(),
        **WORDS,
    )


def _form(asked: Asked, table: Table, form: SnapshotForm, *, status: int = 200) -> Any:
    return render(
        "progress/snapshots/new.html",
        "form",
        status=status,
        asked=asked,
        tabs=tabs(asked.windows, asked.window, "progress.new_snapshot"),
        table=table,
        form=form,
        **WORDS,
    )


def _find(snapshot_id: int | None) -> Snapshot:
    return db.session.get(Snapshot, snapshot_id or 0) or abort(404)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _in_order(kept: Snapshot, other: Snapshot | None) -> tuple[Snapshot, Snapshot | None]:
    """Two snapshots, the earlier first; None is now, which comes last.

    :raises NotComparable: they are of different stages or programmes
    """
    if other is None:
        return kept, None
    if not kept.is_of_the_same(other):
        raise NotComparable()
    first, second = sorted((kept, other), key=lambda one: (one.moment, one.taken_at, one.id))
    return first, second


def _table_now(kept: Snapshot) -> Table:
    """The live table of a snapshot's unit, under the stage and programme of then.

    :raises NotComparable: that programme is no longer one of the unit's
    """
    unit = db.session.get_one(Unit, kept.unit_id)
    for window in all_windows(unit):
        if (window.stage.id, window.programme.id) == (kept.stage_id, kept.programme_id):
            return table_now(unit, window, kept.counting, clock.now())
    raise NotComparable(_("Chương trình của bản chốt này không còn áp dụng cho đơn vị."))
