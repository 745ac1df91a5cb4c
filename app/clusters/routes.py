"""Clusters as a unit sees them: those it founded, with their members and heads."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock, jobs
from app.access import Permission
from app.clusters.copying import FIGURES
from app.clusters.forms import ClusterForm
from app.clusters.membership import Membership
from app.db import db
from app.units import Cluster, ClusterKnown, Unit
from app.web.rendering import render, see_other
from app.web.room import Menu, Room

OFFERED = 20

room = Room(
    "clusters",
    __name__,
    menu=[Menu(55, _l("Cụm thi đua"), "people", "clusters.browse", Permission.VIEW)],
)


@room.get("/", access=Permission.VIEW)
def browse() -> Any:
    founded = [Membership.of(cluster) for cluster in Cluster.founded_by(g.unit)]
    return render(
        "clusters/browse.html",
        "list",
        founded=founded,
        member_of=g.unit.own_cluster,
        heads=Cluster.headed_by(g.unit),
    )


@room.get("/new", access=Permission.MANAGE_UNITS)
def new() -> Any:
    return render("clusters/new.html", form=ClusterForm(formdata=None))


@room.post("/", access=Permission.MANAGE_UNITS)
def found() -> Any:
    form = ClusterForm()
    if form.validate():
        try:
            cluster = Cluster.found(g.unit, form.name.data, by=g.person.id, at=clock.now())
            flash(_("Đã lập %(name)s. Xin thêm các đơn vị thành viên.", name=cluster.name), "ok")
            return see_other("clusters.show", cluster_id=cluster.id)
        except ClusterKnown as known:
            form.name.errors = [str(known)]
    return render("clusters/new.html", "form", form=form, status=422)


@room.get("/<int:cluster_id>", access=Permission.MANAGE_UNITS)
def show(cluster_id: int) -> Any:
    cluster = _founded(cluster_id)
    text = request.args.get("q", "").strip()
    offered = db.session.scalars(g.unit.below(text).limit(OFFERED)).all() if text else []
    return render(
        "clusters/show.html",
        "units",
        cluster=cluster,
        its=Membership.of(cluster),
        offered=[unit for unit in offered if not cluster.holds(unit)],
        text=text,
    )


@room.post("/<int:cluster_id>/members/<int:child_id>", access=Permission.MANAGE_UNITS)
def take_in(cluster_id: int, child_id: int) -> Any:
    cluster, unit = _founded(cluster_id), _below(child_id)
    cluster.take_in(unit, by=g.person.id, at=clock.now())
    return _changed(cluster, _("Đã thêm %(name)s vào cụm.", name=unit.name))


@room.post("/<int:cluster_id>/members/<int:child_id>/leaving", access=Permission.MANAGE_UNITS)
def let_go(cluster_id: int, child_id: int) -> Any:
    cluster, unit = _founded(cluster_id), _below(child_id)
    cluster.let_go(unit, by=g.person.id, at=clock.now())
    return _changed(cluster, _("%(name)s đã ra khỏi cụm.", name=unit.name))


@room.post("/<int:cluster_id>/members/<int:child_id>/head", access=Permission.MANAGE_UNITS)
def choose_head(cluster_id: int, child_id: int) -> Any:
    cluster, unit = _founded(cluster_id), _below(child_id)
    cluster.choose_head(unit, by=g.person.id, at=clock.now())
    return _changed(cluster, _("Cụm trưởng: %(name)s.", name=unit.name))


def _changed(cluster: Cluster, words: str) -> Any:
    jobs.nudge(FIGURES)
    flash(words, "ok")
    return see_other("clusters.show", cluster_id=cluster.id)


def _founded(cluster_id: int) -> Cluster:
    cluster = db.session.get(Cluster, cluster_id)
    if cluster is None or cluster.unit_id != g.unit.id:
        abort(404)
    return cluster


def _below(child_id: int) -> Unit:
    unit = db.session.get(Unit, child_id)
    if unit is None or unit.level <= g.unit.level:
        abort(404)
    return unit


from app.clusters import head_routes  # noqa: E402, F401  (of this room too)
