"""Working groups of a unit: who is in them, who leads."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission, Role
from app.db import db
from app.visits.forms import GroupForm, GuestForm
from app.visits.groups import WorkingGroup
from app.visits.members import PARTS, GroupMember, people
from app.visits.room import acting, room
from app.web.errors import Refused
from app.web.pages import page_of
from app.web.rendering import render, see_other


@room.get("/groups", access=Permission.VIEW)
def groups() -> Any:
    return render("visits/groups.html", "list", page=page_of(WorkingGroup.at_unit(g.unit)))


@room.get("/groups/new", access=Permission.URGE)
def new_group() -> Any:
    return _compose(_form(formdata=None))


@room.post("/groups", access=Permission.URGE)
def compose() -> Any:
    form = _form()
    if form.validate():
        try:
            group = WorkingGroup.compose(g.unit, form.name.data, **form.terms(), **acting())
            flash(_("Đã lập %(name)s.", name=group.name), "ok")
            return see_other("visits.group", group_id=group.id)
        except Refused as refused:
            form.form_errors.append(str(refused))
            form.secretary.data = ""  # to be chosen anew
    return _compose(form, 422)


@room.get("/groups/<int:group_id>", access=Permission.VIEW)
def group(group_id: int) -> Any:
    return _show(_group(group_id), GuestForm(formdata=None))


@room.post("/groups/<int:group_id>/members", access=Permission.URGE)
def take_in(group_id: int) -> Any:
    """Somebody of the unit, by account."""
    found = _group(group_id)
    account = request.form.get("account", 0, type=int)
    found.take_in(account, **acting())
    return see_other("visits.group", group_id=found.id)


@room.post("/groups/<int:group_id>/guests", access=Permission.URGE)
def invite(group_id: int) -> Any:
    found, form = _group(group_id), GuestForm()
    if form.validate():
        try:
            found.invite(**form.changes, **acting())
            return see_other("visits.group", group_id=found.id)
        except Refused as refused:
            form.form_errors.append(str(refused))
    return _show(found, form, 422)


@room.post("/groups/<int:group_id>/members/<int:group_member_id>", access=Permission.URGE)
def put(group_id: int, group_member_id: int) -> Any:
    """Make somebody head, secretary or an ordinary member."""
    found = _group(group_id)
    member, part = _member(found, group_member_id), request.form.get("part", "")
    if part not in PARTS:
        abort(400)
    found.put(member, part, **acting())
    return see_other("visits.group", group_id=found.id)


@room.post("/groups/<int:group_id>/members/<int:group_member_id>/leaving", access=Permission.URGE)
def let_go(group_id: int, group_member_id: int) -> Any:
    found = _group(group_id)
    found.let_go(_member(found, group_member_id), **acting())
    return see_other("visits.group", group_id=found.id)


@room.post("/groups/<int:group_id>/dissolution", access=Permission.URGE)
def dissolve(group_id: int) -> Any:
    found = _group(group_id)
    found.dissolve(by=g.person.id, at=clock.now())
    flash(_("%(name)s không còn trong danh sách chọn.", name=found.name), "ok")
    return see_other("visits.groups")


def _group(group_id: int) -> WorkingGroup:
    found = db.session.get(WorkingGroup, group_id)
    return found if found and found.unit_id == g.unit.id else abort(404)


def _member(group: WorkingGroup, member_id: int) -> GroupMember:
    found = db.session.get(GroupMember, member_id)
    return found if found and found.group_id == group.id else abort(404)


def _names() -> dict[int, str]:
    return {post.account_id: f"{post.full_name}, {post.office}" for post in people(g.unit)}


def _form(**options: Any) -> GroupForm:
    """A leader of the unit is offered as the head."""
    leads = (post.account_id for post in people(g.unit) if post.role == Role.LEADER)
    return GroupForm(_names(), data={"head": str(next(leads, ""))}, **options)


def _compose(form: GroupForm, status: int = 200) -> Any:
    return render("visits/new_group.html", "form", form=form, status=status)


def _show(found: WorkingGroup, form: GuestForm, status: int = 200) -> Any:
    offered = {number: name for number, name in _names().items() if not found.knows(number)}
    return render(
        "visits/group.html",
        "members",
        group=found,
        form=form,
        offered=offered,
        parts=PARTS,
        status=status,
    )
