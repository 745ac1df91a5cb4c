"""The head's pages: the members' figures, the quarters, and the one letter a week."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock, jobs
from app.access import Permission
from app.clusters.delivering import REMINDERS
from app.clusters.models import ClusterFigure, ClusterQuarter, ClusterReminder
from app.clusters.quarters import judged
from app.clusters.routes import room
from app.clusters.standing import DEFINITIONS, KEYS, as_of, of_window, standings
from app.clusters.urging import (
    NobodyToUrge,
    UrgedThisWeek,
    already,
    first_of_week,
    letter,
    send,
)
from app.programmes import Window, all_windows, chosen, tabs
from app.progress import Definition
from app.units import Cluster
from app.web.rendering import render, see_other


@room.get("/table", access=Permission.VIEW)
def table() -> Any:
    cluster, at = _headed(), clock.now()
    figures = ClusterFigure.at(g.unit, cluster)
    windows = _windows(figures)
    window, definition = _asked(windows)
    shown = of_window(figures, window) if window else []
    quarters = ClusterQuarter.at(g.unit, cluster, window.programme.id) if window else []
    return render(
        "clusters/table.html",
        "figures",
        cluster=cluster,
        window=window,
        tabs=tabs(windows, window, "clusters.table") if window else [],
        standings=standings(shown, definition),
        as_of=as_of(shown),
        definition=definition,
        definitions=DEFINITIONS,
        key=KEYS[definition],
        quarters=judged(quarters, clock.day_of(at)),
        reminders=ClusterReminder.sent_by(g.unit, cluster),
    )


@room.get("/reminder", access=Permission.NOTIFY)
def reminder() -> Any:
    return _preview(_headed())


@room.post("/reminder", access=Permission.NOTIFY)
def remind() -> Any:
    cluster = _headed()
    signed = {"by": g.person.id, "signed_by": g.person.full_name}
    try:
        send(cluster, g.unit, **signed, at=clock.now())
    except (NobodyToUrge, UrgedThisWeek) as refused:
        return _preview(cluster, status=refused.status)
    jobs.nudge(REMINDERS)
    flash(_("Đã gửi thư nhắc. Các đơn vị nhận được trong khoảng một phút."), "ok")
    return see_other("clusters.table")


def _preview(cluster: Cluster, *, status: int = 200) -> Any:
    """Who receives, and what text; or why there is nothing to send."""
    at = clock.now()
    written, first = letter(cluster, g.unit, at), first_of_week(cluster, at)
    refusal = already(first) if first else None
    page = {"cluster": cluster, "letter": written, "refusal": refusal}
    return render("clusters/reminder.html", "letter", **page, status=status)


def _headed() -> Cluster:
    return Cluster.headed_by(g.unit) or abort(404)


def _windows(figures: list[ClusterFigure]) -> list[Window]:
    """The windows of which there are copies."""
    copied = {(one.programme_id, one.stage_id) for one in figures}
    return [w for w in all_windows(g.unit) if (w.programme.id, w.stage.id) in copied]


def _asked(windows: list[Window]) -> tuple[Window | None, Definition]:
    """The window and the definition that the address names, else what pages open at."""
    asked = request.args
    window = chosen(windows, asked.get("stage"), asked.get("programme"), clock.now())
    count = asked.get("count", window.programme.counting if window else "")
    return window, Definition(count) if count in set(Definition) else Definition.REGISTERED
