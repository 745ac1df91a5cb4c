"""The support team (tổ hỗ trợ) of a unit: everybody sees it, its leader names it."""

from typing import Any

from flask import abort, flash, g
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.support.duties import Duty, SupportTeam
from app.support.duty_forms import MemberForm, TeamForm
from app.support.room import acting, room
from app.web.errors import Refused
from app.web.rendering import render, see_other


@room.get("/team", access=Permission.VIEW)
def team() -> Any:
    return _team(TeamForm(formdata=None))


@room.post("/team/name", access=Permission.NAME_TEAM)
def name_team() -> Any:
    form = TeamForm()
    if not form.validate():
        return _team(form, 422)
    SupportTeam.name_for(g.unit, form.name.data, **acting())
    return _done(_("Đã ghi tên tổ hỗ trợ."))


@room.post("/team/dissolution", access=Permission.NAME_TEAM)
def dissolve_team() -> Any:
    _known().dissolve(**acting())
    return _done(_("Đã giải thể tổ hỗ trợ."))


@room.get("/team/members/new", access=Permission.NAME_TEAM)
def new_member() -> Any:
    _known()
    return _form(MemberForm.of(None))


@room.post("/team/members", access=Permission.NAME_TEAM)
def add_member() -> Any:
    team, form = _known(), MemberForm()
    if form.validate():
        try:
            with db.session.begin_nested():
                Duty.lay_down(g.unit, {**form.said(), "team_id": team.id}, **acting())
            return _done(_("Đã thêm thành viên tổ hỗ trợ."))
        except Refused as refused:
            form.form_errors.append(str(refused))
    return _form(form, status=422)


@room.get("/team/members/<int:member_id>", access=Permission.NAME_TEAM)
def edit_member(member_id: int) -> Any:
    duty = _member(member_id)
    return _form(MemberForm.of(duty), duty)


@room.post("/team/members/<int:member_id>/details", access=Permission.NAME_TEAM)
def change_member(member_id: int) -> Any:
    duty, form = _member(member_id), MemberForm()
    if form.validate():
        try:
            with db.session.begin_nested():
                duty.change(form.said(), **acting())
            return _done(_("Đã sửa thông tin thành viên."))
        except Refused as refused:
            form.form_errors.append(str(refused))
    return _form(form, duty, status=422)


@room.post("/team/members/<int:member_id>/removal", access=Permission.NAME_TEAM)
def end_member(member_id: int) -> Any:
    _member(member_id).end(**acting())
    return _done(_("Đã đưa thành viên ra khỏi tổ hỗ trợ."))


def _known() -> SupportTeam:
    return SupportTeam.of(g.unit) or abort(404)


def _member(member_id: int) -> Duty:
    return Duty.find(g.unit, member_id, _known()) or abort(404)


def _done(said: str) -> Any:
    flash(said, "ok")
    return see_other("support.team")


def _team(form: TeamForm, status: int = 200) -> Any:
    known = SupportTeam.of(g.unit)
    if known and status == 200:
        form.name.data = known.name
    members = [duty for duty in Duty.listed([g.unit.path]) if known and duty.team_id == known.id]
    told = {"team": known, "members": members, "today": clock.today(), "form": form}
    return render("support/team.html", "form", status=status, **told)


def _form(form: MemberForm, duty: Duty | None = None, status: int = 200) -> Any:
    return render("support/member.html", "form", form=form, duty=duty, status=status)
