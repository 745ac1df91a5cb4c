"""A table from a spreadsheet: the file, what was understood of it, and the draft it becomes."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.quotas.facts import facts
from app.quotas.room import room
from app.quotas.sheet_drafting import NotClear, NothingRead, draft, held_before
from app.quotas.sheet_forms import DraftForm, SheetForm, choices, errors_of, programmes
from app.quotas.sheet_matching import LEFT_OUT, Matched, match
from app.quotas.sheet_sums import Sums, sums_of
from app.quotas.sheet_upload import NotReadable, Upload
from app.units import Unit
from app.web.rendering import render, see_other

ALL_OFFERED = 8_000
"""Units in all boxes of a page; beyond that each box offers the likely ones only."""


@room.get("/sheets/new", access=Permission.ALLOCATE)
def new_sheet() -> Any:
    return render("quotas/sheet_new.html", form=SheetForm(formdata=None))


@room.post("/sheets/new", access=Permission.ALLOCATE)
def read_sheet() -> Any:
    form = SheetForm()
    if form.validate():
        try:
            upload = Upload.take(g.unit, form.programme.data, form.file.data)
            return _page(Desk.of(upload))
        except NotReadable as refused:
            form.file.errors = [*form.file.errors, str(refused)]
    return render("quotas/sheet_new.html", form=form, status=422)


@room.post("/sheets/reading", access=Permission.ALLOCATE)
def choose_in_sheet() -> Any:
    desk, form = _sent(), DraftForm()
    return _page(desk, form)


@room.post("/sheets/draft", access=Permission.ALLOCATE)
def draft_from_sheet() -> Any:
    desk, form = _sent(), DraftForm()
    if form.validate():
        try:
            plan = draft(desk.matched, name=form.name.data, by=g.person.id, at=clock.now())
            flash(_("Đã lập bảng phân bổ từ tệp. Chỉ tiêu chỉ ghi vào sổ khi ban hành."), "ok")
            return see_other("quotas.plan", plan_id=plan.id)
        except (NotClear, NothingRead) as refused:
            form.form_errors.append(str(refused))
    return _page(desk, form, errors=errors_of(desk.matched), status=422)


@dataclass(frozen=True)
class Desk:
    """A table on the desk: what was sent, understood and reckoned."""

    upload: Upload
    matched: Matched
    sums: Sums

    @classmethod
    def of(cls, upload: Upload) -> "Desk":
        programme = programmes().get(upload.programme) or abort(404)
        matched = match(upload.read(), facts(g.unit, programme), choices())
        return cls(upload, matched, sums_of(matched))

    @property
    def name(self) -> str:
        """What the plan is called unless somebody says otherwise."""
        return _("Phân bổ theo tệp %(name)s", name=self.upload.name)

    @property
    def offered(self) -> list[Unit]:
        """The units to choose from for a name; none when they are too many to look through."""
        units = list(self.matched.found.units)
        boxes = sum(bool(line.asks or line.chosen) for line in self.matched.lines)
        return units if len(units) * boxes <= ALL_OFFERED else []


def _sent() -> Desk:
    return Desk.of(Upload.unsealed(g.unit, request.form.get("sheet", "")) or abort(400))


def _page(
    desk: Desk,
    form: DraftForm | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Any:
    matched = desk.matched
    return render(
        "quotas/sheet.html",
        desk=desk,
        matched=matched,
        sums=desk.sums,
        sum_of={one.line.line.row: one for one in desk.sums.lines},
        faults=[*matched.reading.faults, *matched.faults, *desk.sums.faults],
        held=len(held_before(matched)),
        left_out=LEFT_OUT,
        form=form
        or DraftForm(formdata=None, name=_("Phân bổ theo tệp %(name)s", name=desk.upload.name)),
        errors=errors or {},
        status=status,
    )
