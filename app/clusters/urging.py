"""A head urges its cluster: one letter a week, its words from a template, seen before it goes.

The letter is a row at the head, written by whoever presses; `delivering` carries it sideways. No
two of one cluster bear the same week, so a second press is refused, whoever presses.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock, journal
from app.clusters.models import ClusterFigure, ClusterReminder
from app.db import db
from app.programmes import all_windows, running
from app.tenancy import owned_by
from app.units import Cluster, Unit
from app.vietnamese import day_text
from app.web.errors import Refused


class NotTheHead(Refused):
    message = _l("Chỉ cụm trưởng gửi được thư nhắc trong cụm.")


class NobodyToUrge(Refused):
    message = _l("Chưa có đơn vị thành viên nào để gửi thư nhắc.")


class UrgedThisWeek(Refused):
    """The week's letter is written; said with its day, if the reader may see it."""

    def __init__(self, first: ClusterReminder | None) -> None:
        super().__init__(already(first))


def already(first: ClusterReminder | None) -> str:
    """Why there is no second letter in a week."""
    if first is None:
        return _("Cụm đã có thư nhắc trong tuần này. Mỗi tuần chỉ gửi một thư.")
    day = clock.day_of(first.at)
    return _(
        "Thư nhắc của tuần này đã gửi ngày %(day)s. Mỗi tuần chỉ gửi một thư, "
        "thư tiếp theo gửi được từ thứ Hai, %(next)s.",
        day=day_text(day),
        next=day_text(day + dt.timedelta(days=7 - day.weekday())),
    )


def week_of(at: dt.datetime) -> str:
    """The ISO week in Hà Nội, "2023-W10"."""
    year, week, _day = clock.day_of(at).isocalendar()
    return f"{year}-W{week:02}"


@dataclass(frozen=True)
class Letter:
    """A letter as it is shown before it goes: to whom, copies to whom, which words."""

    title: str
    body: str
    receivers: dict[int, str]
    copies: Sequence[str]


def letter(cluster: Cluster, head: Unit, at: dt.datetime) -> Letter:
    """The letter that `send` would write now."""
    others = [one for one in ClusterFigure.at(head, cluster) if one.about_unit_id != head.id]
    window = running(all_windows(head), at)
    body = [_("Kính gửi các đơn vị thành viên %(name)s,", name=cluster.name)]
    if window is not None:
        body.append(
            _(
                "Để cụm hoàn thành chỉ tiêu %(stage)s của chương trình %(programme)s, đề nghị các "
                "đồng chí rà soát tiến độ của đơn vị, hướng dẫn hoàn thiện hồ sơ và nộp sáng kiến "
                "trước hạn.",
                stage=window.stage.name,
                programme=window.programme.name,
            )
        )
    body.append(_("Số liệu của đơn vị và hạn nộp xem ở trang Tiến độ. Trân trọng."))
    return Letter(
        _("Thư nhắc trong %(name)s", name=cluster.name),
        "\n\n".join(body),
        {one.about_unit_id: one.name for one in others},
        sorted({one.above for one in others if one.above_id != head.id}),
    )


def first_of_week(cluster: Cluster, at: dt.datetime) -> ClusterReminder | None:
    """This week's letter, if the scope may see it."""
    mine = sa.select(ClusterReminder).where(
        ClusterReminder.cluster_id == cluster.id, ClusterReminder.week == week_of(at)
    )
    return db.session.scalar(mine)


def send(
    cluster: Cluster, head: Unit, *, by: int | None, signed_by: str, at: dt.datetime
) -> ClusterReminder:
    """Write the letter of this week; the worker carries it to its receivers.

    :raises NotTheHead: another unit heads the cluster
    :raises NobodyToUrge: no other member is known to the head
    :raises UrgedThisWeek: there is one
    """
    if not cluster.is_head(head):
        raise NotTheHead()
    said = letter(cluster, head, at)
    if not said.receivers:
        raise NobodyToUrge()
    written = ClusterReminder(
        **owned_by(head),
        cluster_id=cluster.id,
        week=week_of(at),
        title=said.title,
        body=said.body,
        receivers=sorted(said.receivers),
        signed_by=signed_by,
        by_id=by,
        at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(written)
    except sa.exc.IntegrityError as error:
        raise UrgedThisWeek(first_of_week(cluster, at)) from error
    journal.record("cluster_reminder.send", written, by=by, at=at)
    return written
