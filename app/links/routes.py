"""The unit's own pages: its link, stopped or replaced, its poster; above, those of all below."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.db import db
from app.links.models import Count, LinkSubmission, UnitLink
from app.links.poster import Poster
from app.web.pages import page_of
from app.web.rendering import render, see_other
from app.web.room import Menu, Room

room = Room(
    "links",
    __name__,
    menu=[Menu(35, _l("Mã QR nộp sáng kiến"), "qr", "links.overview", Permission.ENTER)],
)
AT_ONCE = (10, 20, 50)
"""Posters that are printed together."""


@room.get("/", access=Permission.ENTER)
def overview() -> Any:
    if not UnitLink.may_be_at(g.unit):
        return _below()
    link = UnitLink.running_at(g.unit)
    counts = LinkSubmission.counts([link], clock.today()) if link else {}
    return render(
        "links/overview.html",
        link=link,
        poster=Poster.of(link) if link else None,
        count=counts.get(link.id, Count()) if link else Count(),
    )


@room.post("/", access=Permission.MANAGE_UNITS)
def start() -> Any:
    UnitLink.open(g.unit, by=g.person.id, at=clock.now())
    flash(_("Liên kết đã mở. In áp phích rồi treo nơi đoàn viên dễ thấy."), "ok")
    return _back()


@room.post("/<int:link_id>/stop", access=Permission.MANAGE_UNITS)
def stop(link_id: int) -> Any:
    _own(link_id).stop(by=g.person.id, at=clock.now())
    flash(_("Liên kết đã ngừng. Áp phích đang treo không dùng được nữa."), "ok")
    return _back()


@room.post("/<int:link_id>/replacement", access=Permission.MANAGE_UNITS)
def replace(link_id: int) -> Any:
    link = _own(link_id)
    if link.stopped_at is None:  # a second press finds it done
        link.stop(by=g.person.id, at=clock.now())
        UnitLink.open(g.unit, by=g.person.id, at=clock.now())
    flash(_("Liên kết mới đã mở, liên kết cũ đã ngừng. Xin in lại áp phích."), "ok")
    return _back()


@room.post("/below", access=Permission.MANAGE_UNITS)
def start_below() -> Any:
    """A link for each union of a page of the list that has none."""
    units = page_of(UnitLink.grassroots_below(g.unit)).rows
    have = UnitLink.running_of(units)
    for unit in units:
        UnitLink.open(unit, by=g.person.id, at=clock.now())
    flash(_("Đã mở %(n)s liên kết.", n=len(units) - len(have)), "ok")
    return _back(page=request.args.get("page", 1, type=int))


@room.get("/posters", access=Permission.ENTER)
def posters() -> Any:
    if UnitLink.may_be_at(g.unit):
        units: list[Any] = [g.unit]
        others: list[dict[str, Any]] = []
    else:
        many = request.args.get("many", AT_ONCE[0], type=int)
        many = many if many in AT_ONCE else AT_ONCE[0]
        units, others = _stretch(many)
    links = UnitLink.running_of(units)
    drawn = [Poster.of(links[unit.id]) for unit in units if unit.id in links]
    return render("links/posters.html", posters=drawn, others=others)


def _stretch(many: int) -> tuple[list[Any], list[dict[str, Any]]]:
    """So many unions with a link from the one the address names on, and where others begin."""
    query = UnitLink.grassroots_below(g.unit, linked=True)
    first = max(request.args.get("from", 1, type=int), 1)
    units = list(db.session.scalars(query.offset(first - 1).limit(many + 1)).unique())
    others = []
    if first > 1:
        others.append({"from": max(1, first - many), "many": many, "label": _("Phần trước")})
    if len(units) > many:
        others.append({"from": first + many, "many": many, "label": _("Phần sau")})
    return units[:many], others


def _below() -> Any:
    page = page_of(UnitLink.grassroots_below(g.unit))
    links = UnitLink.running_of(page.rows)
    return render(
        "links/below.html",
        "list",
        page=page,
        links=links,
        counts=LinkSubmission.counts(list(links.values()), clock.today()),
        nothing=Count(),
        at_once=AT_ONCE,
    )


def _back(**address: Any) -> Any:
    """To the links; who keeps units and enters nothing may not see them, and comes to the units."""
    if Permission.ENTER in g.rights:
        return see_other("links.overview", **address)
    return see_other("units.browse")


def _own(link_id: int) -> UnitLink:
    """A link of this very unit."""
    link = db.session.get(UnitLink, link_id)
    return link if link and link.unit_id == g.unit.id else abort(404)
