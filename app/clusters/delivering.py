"""The worker carries a head's letter to the members, and a copy to the union over each.

One letter is one transaction in the scope of the cluster's founder, which holds them all. That it
is delivered stands in its own row, written with the notices: killed anywhere, it goes out once.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock, jobs
from app.clusters.models import ClusterReminder
from app.db import db
from app.notices import Notice
from app.tenancy import Scope
from app.units import Cluster, Unit

REMINDERS = "clusters.reminders"
LINK = "/u/{unit}/progress/"


@jobs.work(REMINDERS)
def deliver_reminders() -> bool:
    """Deliver the letter that has waited longest."""
    query = (
        sa.select(ClusterReminder.id, ClusterReminder.unit_path, Cluster.unit_path.label("top"))
        .join(Cluster, Cluster.id == ClusterReminder.cluster_id)
        .where(ClusterReminder.delivered_at.is_(None))
    )
    with jobs.reading(REMINDERS):
        found = db.session.execute(query.order_by(ClusterReminder.id).limit(1)).first()
    if found is None:
        return False
    within = Scope(found.top).holds(found.unit_path)  # else the head has moved away since
    with jobs.step(Scope(found.top if within else found.unit_path)):
        reminder = db.session.get(ClusterReminder, found.id, with_for_update=True)
        if reminder is not None and reminder.delivered_at is None:
            if within:
                deliver(reminder, at=clock.now())
            else:
                _keep(reminder, clock.now())
    return True


def deliver(reminder: ClusterReminder, *, at: dt.datetime) -> None:
    """Tell those whom the letter was shown to go to, as far as they are members still."""
    cluster = db.session.get_one(Cluster, reminder.cluster_id)
    head = db.session.get_one(Unit, reminder.unit_id)
    told = [unit for unit in Unit.members_of(cluster) if unit.id in reminder.receivers]
    said: dict[str, Any] = {"sender": head, "by": reminder.by_id, "at": at, "link": LINK}
    if told:
        Notice.send_all(told, title=reminder.title, body=reminder.body, **said)
    for above, below in _unions_over(told):
        if above.id != head.id:
            Notice.send_all([above], **copy_words(reminder, below), **said)
    _keep(reminder, at, len(told))


def copy_words(reminder: ClusterReminder, below: Sequence[str]) -> dict[str, Any]:
    """What the union over some receivers reads: the same letter, and to whom it went."""
    words = _("Bản sao để biết. Thư này đã gửi đến: %(units)s.", units="; ".join(below))
    return {
        "title": _("Bản sao: %(title)s", title=reminder.title),
        "body": f"{words}\n\n{reminder.body}",
    }


def _unions_over(units: Sequence[Unit]) -> list[tuple[Unit, list[str]]]:
    """Each union directly over some of these, with the names of those under it."""
    below: dict[str | None, list[str]] = {}
    for unit in units:
        below.setdefault(unit.parent_path, []).append(unit.name)
    query = sa.select(Unit).where(Unit.path.in_(list(below))).order_by(Unit.path)
    return [(unit, below[unit.path]) for unit in db.session.scalars(query)]


def _keep(reminder: ClusterReminder, at: dt.datetime, count: int = 0) -> None:
    reminder.delivered_at, reminder.receiver_count = at, count
