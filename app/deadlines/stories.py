"""What was done about a unit below, by whom, and what followed: its ladder as a story."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.accounts import Membership
from app.db import db
from app.deadlines.behind import Behind
from app.deadlines.calls import Call
from app.deadlines.escalations import Escalation, State
from app.deadlines.reminders import Became, Reminder
from app.deadlines.words import StepKind
from app.units import Unit
from app.vietnamese import count_text, day_text
from app.workdays import DAY

WEEK = 7
ICONS = {
    StepKind.REMIND: "bell",
    StepKind.CALL: "phone",
    StepKind.DISPATCH: "pen",
    StepKind.VISIT: "people",
}


@dataclass(frozen=True)
class Event:
    """One thing that happened. `acts` tells that something was done, so that its effect counts;
    `number` is then its place on the curve."""

    day: dt.date
    at: dt.datetime | None
    icon: str
    title: str
    chip: tuple[str, str] | None = None
    by: str = ""
    lines: Sequence[str] = ()
    text: str = ""
    step: Escalation | None = None
    acts: bool = False
    number: int = 0


Source = Callable[[Unit, Unit], Iterable[Event]]
SOURCES: list[Source] = []


def tells(source: Source) -> Source:
    """Register what a room above has to tell: (unit that acts, about whom) -> events."""
    SOURCES.append(source)
    return source


@dataclass(frozen=True)
class Effect:
    """What came in the seven days before something was done, and in the seven after its day."""

    event: Event
    before: int
    after: int
    days: int

    @property
    def whole(self) -> bool:
        """Whether the seven days are over."""
        return self.days == WEEK


@dataclass(frozen=True)
class Story:
    about: Unit
    events: Sequence[Event] = field(default_factory=list)

    @property
    def acted(self) -> list[Event]:
        return [event for event in self.events if event.acts]

    def effects(self, added: Sequence[tuple[dt.date, int]], today: dt.date) -> list[Effect]:
        """The effect of each, from what each day has added."""
        return [_effect(event, added, today) for event in self.acted]


def story(unit: Unit, about: Unit) -> Story:
    """All that `unit` has kept about one right below, the oldest first. Five statements, and
    those of the rooms that tell something of it."""
    steps = list(db.session.scalars(Escalation.story(unit, about)))
    calls = list(db.session.scalars(Call.story(unit, about)))
    sent = [r for r in db.session.scalars(Reminder.story(unit, about)) if r.became == Became.SENT]
    names = _names(unit, {step.done_by for step in steps})
    events = [*_times(Behind.times(unit, about)), *map(_reminded, sent), *map(_called, calls)]
    events += [_taken(step, names) for step in steps]
    events += [event for source in SOURCES for event in source(unit, about)]
    events.sort(key=lambda event: (event.day, event.at or clock.start_of(event.day)))
    return Story(about, _numbered(events))


def _numbered(events: Iterable[Event]) -> list[Event]:
    """Those that act get numbers, by which the curve and its table name them."""
    count, found = 0, []
    for event in events:
        count += event.acts
        found.append(replace(event, number=count) if event.acts else event)
    return found


def _times(times: Iterable[Behind]) -> Iterable[Event]:
    for time in times:
        yield Event(time.since, None, "warn", _("Bắt đầu chậm so với tiến độ của đơn vị"))


def _reminded(reminder: Reminder) -> Event:
    at = reminder.sent_at or reminder.made_at
    title = _("Nhắc tự động: %(rule)s", rule=reminder.rule.name)
    return Event(
        clock.day_of(at), at, "bell", title, reminder.status, text=reminder.text or "", acts=True
    )


def _called(call: Call) -> Event:
    lines = []
    if call.promise_count and call.promise_by:
        lines.append(
            _(
                "Hẹn thêm %(n)s sáng kiến đến hết ngày %(day)s",
                n=count_text(call.promise_count),
                day=day_text(call.promise_by),
            )
        )
    title = _("Gọi điện: %(outcome)s", outcome=call.outcome_name)
    return Event(
        *(clock.day_of(call.at), call.at, "phone", title),
        by=call.caller,
        lines=lines,
        text=call.note or "",
        acts=True,
    )


def _taken(step: Escalation, names: dict[int, str]) -> Event:
    """A step: on the day on which it was done, else on which it came up."""
    done = step.state in (State.DONE, State.ANSWERED)
    at = (step.done_at if done or step.state == State.SKIPPED else None) or step.made_at
    lines = [
        _(
            "Lúc đến hạn (%(day)s): %(count)s/%(quota)s, cần %(expected)s",
            day=day_text(step.due),
            count=count_text(step.count),
            quota=count_text(step.quota),
            expected=count_text(step.expected),
        )
    ]
    if step.state == State.PAUSED and step.paused_until:
        lines.append(_("Tạm dừng đến hết ngày %(day)s", day=day_text(step.paused_until)))
    if step.reason:
        lines.append(_("Lý do: %(reason)s", reason=step.reason))
    if step.note:
        word = _("Trả lời: %(note)s") if step.state == State.ANSWERED else _("Ghi chú: %(note)s")
        lines.append(word % {"note": step.note})
    if step.next_on and done:
        lines.append(_("Bước tiếp theo sớm nhất ngày %(day)s", day=day_text(step.next_on)))
    by = names.get(step.done_by or 0, "")
    if done and not by:
        by = _("hệ thống, theo thang đôn đốc") if step.kind == StepKind.REMIND else ""
    return Event(
        *(clock.day_of(at), at, ICONS[StepKind(step.kind)], step.step, step.status),
        by=by,
        lines=lines,
        step=step,
        acts=done,
    )


def _names(unit: Unit, accounts: set[int | None]) -> dict[int, str]:
    """Who held or holds a post at the unit, by account."""
    query = sa.select(Membership.account_id, Membership.full_name).where(
        Membership.unit_id == unit.id, Membership.account_id.in_(accounts - {None})
    )
    return dict(db.session.execute(query).all())


def _effect(event: Event, added: Sequence[tuple[dt.date, int]], today: dt.date) -> Effect:
    last = min(event.day + DAY * WEEK, today)
    before = sum(n for day, n in added if event.day - DAY * WEEK <= day < event.day)
    after = sum(n for day, n in added if event.day < day <= last)
    return Effect(event, before, after, (last - event.day).days)
