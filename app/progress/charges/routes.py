"""Saying who looks after the units below."""

from typing import Any

from flask import flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.progress.charges.desk import ChargeDesk
from app.progress.charges.models import Charge
from app.progress.room import room
from app.vietnamese import count_text
from app.web.rendering import render, see_other


@room.get("/charges", access=Permission.MANAGE_UNITS)
def charges() -> Any:
    desk = ChargeDesk.from_address(g.unit, request.args)
    return render("progress/charges/desk.html", desk=desk, page=desk.page)


@room.post("/charges", access=Permission.MANAGE_UNITS)
def put_charges() -> Any:
    """The lines that were changed, or with `act=all` every unit as it is filtered."""
    desk = ChargeDesk.from_address(g.unit, request.args)
    said = desk.said_of_all if request.form.get("act") == "all" else desk.said
    changed = Charge.put(g.unit, said(request.form), by=g.person.id, at=clock.now())
    if changed:
        flash(_("Đã ghi phân công theo dõi %(n)s đơn vị.", n=count_text(changed)), "ok")
    else:
        flash(_("Phân công giữ nguyên như cũ."), "info")
    number = request.args.get("page", type=int)
    return see_other("progress.charges", **desk.address, page=number)
