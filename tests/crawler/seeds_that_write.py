"""Leaks of POST: what is written where it must not be, or by whom."""

from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, request

from app.access import Permission
from app.db import db
from app.initiatives import Initiative
from app.notices import Notice
from app.programmes import Programme
from app.units import Unit
from app.units.places import UnitAlias
from app.web.rendering import see_other
from tests.crawler.seeds import title_of_the_sibling
from tests.crawler.sowing import Field, everything, seed


def change(model: Any, where: Any, **values: Any) -> Any:
    everything().execute(sa.update(model).where(where).values(**values))
    return redirect("/", 303)


@seed("toys.link")
def a_bulk_action_checks_the_first_id_only(field: Field) -> None:
    ids = lambda: request.form.getlist("ids", type=int)  # noqa: E731
    field.view(lambda: change(Initiative, Initiative.id.in_(ids()), link="x"))


@seed("toys.link")
def a_post_writes_into_a_sibling(field: Field) -> None:
    field.view(lambda: change(Notice, Notice.unit_id == field.sibling, body="x"))


@seed("toys.link")
def a_post_deletes_a_row_of_a_sibling(field: Field) -> None:
    gone = sa.delete(UnitAlias).where(UnitAlias.unit_id == field.sibling)
    field.view(lambda: everything().execute(gone) and redirect("/", 303))


@seed("toys.link")
def a_row_is_moved_out_to_a_sibling(field: Field) -> None:
    def move() -> Any:
        path = everything().scalars(sa.select(Unit.path).where(Unit.id == field.sibling)).one()
        here = UnitAlias.unit_id == int(request.path.split("/")[2])
        return change(UnitAlias, here, unit_id=field.sibling, unit_path=path, key="moved")

    field.view(move)


@seed("programmes.create")
def what_a_parent_handed_down_is_changed(field: Field) -> None:
    field.view(lambda: change(Programme, Programme.code == "tsk", name="x"))


@seed("toys.link")
def a_redirect_names_a_foreign_title(field: Field) -> None:
    field.view(lambda: redirect(f"/?q={title_of_the_sibling(field).split()[-1]}", 303))


@seed("notices.send")
def a_flash_names_a_foreign_title(field: Field) -> None:
    field.view(lambda: flash(title_of_the_sibling(field)) or see_other("notices.sent", unit_id=4))


@seed("reviews.approve")
def a_lock_asks_too_little(field: Field) -> None:
    def approve(initiative_id: int) -> Any:
        here = Initiative.unit_id == int(request.path.split("/")[2])
        return change(Initiative, here & (Initiative.id == initiative_id), state="valid")

    field.view(approve, access=Permission.VIEW)


@seed("units.create")
def a_lock_asks_for_another_right(field: Field) -> None:
    here = lambda: Unit.id == int(request.path.split("/")[2])  # noqa: E731
    field.view(lambda: change(Unit, here(), short_name="x"), access=Permission.ENTER)


@seed("toys.link")
def a_refusal_keeps_what_it_wrote(field: Field) -> None:
    def refuse() -> Any:
        change(Unit, Unit.id == int(request.path.split("/")[2]), short_name="x")
        db.session.commit()
        return abort(409)

    field.view(refuse)


@seed("units.browse")
def a_look_changes_a_row(field: Field) -> None:
    def look() -> Any:
        change(Unit, Unit.id == int(request.path.split("/")[2]), short_name="x")
        return "looked"

    field.view(look)


@seed("intake.assign")
def a_form_field_takes_a_foreign_unit(field: Field) -> None:
    unit = lambda: request.form.get("unit", 0, type=int)  # noqa: E731
    field.view(lambda batch_id: change(Unit, Unit.id == unit(), short_name="x"))
