"""A unit's quotas: what it received, and giving them on to the units below."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.programmes import Window, all_windows, chosen, tabs
from app.quotas import plan_routes, sheet_routes, table_routes
from app.quotas.forms import Cells, PaperForm
from app.quotas.ledger import BelowZero, Ledger, NotEnough
from app.quotas.models import QuotaBalance, QuotaEntry
from app.quotas.room import room
from app.web.pages import page_of
from app.web.rendering import render, see_other

__all__ = ["plan_routes", "room", "sheet_routes", "table_routes"]


@room.get("/", access=Permission.VIEW)
def overview() -> Any:
    page, sheet = page_of(QuotaEntry.story(g.unit)), _sheet()
    stages = tabs(sheet.windows, sheet.window, "quotas.overview")
    return render("quotas/overview.html", "story", page=page, sheet=sheet, tabs=stages)


@room.get("/giving", access=Permission.ALLOCATE)
def giving() -> Any:
    return render("quotas/giving.html", form=PaperForm(formdata=None), sheet=_sheet())


@room.post("/giving", access=Permission.ALLOCATE)
def give() -> Any:
    form, sheet = PaperForm(), _sheet()
    readable = sheet.cells.read()
    if form.validate() and readable:
        try:
            written = sheet.ledger.allocate(
                g.unit, sheet.cells.amounts, form.paper, reason=form.reason.data
            )
            flash(_("Đã ghi %(n)s thay đổi chỉ tiêu vào sổ.", n=written), "ok")
            return see_other("quotas.overview", **sheet.address)
        except (NotEnough, BelowZero) as refused:
            form.form_errors.append(str(refused))
    return render("quotas/giving.html", "form", form=form, sheet=sheet, status=422)


@dataclass
class Sheet:
    """What both pages show: the stage, the balance, and a box per unit below."""

    windows: list[Window]
    window: Window
    ledger: Ledger
    balance: QuotaBalance
    cells: Cells

    @property
    def address(self) -> dict[str, str]:
        return self.window.address


def _sheet() -> Sheet:
    windows = all_windows(g.unit)
    asked = request.values
    window = chosen(windows, asked.get("stage"), asked.get("programme"), clock.now()) or abort(404)
    ledger = Ledger(window.programme, window.stage, by=g.person.id, at=clock.now())
    cells = Cells(db.session.scalars(g.unit.children()).all(), ledger.given_to(g.unit))
    return Sheet(windows, window, ledger, ledger.balance(g.unit), cells)
