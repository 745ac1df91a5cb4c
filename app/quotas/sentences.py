"""Sentences of the history of a unit's quotas: what was given, noted, asked for and answered."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.programmes import Stage
from app.quotas.decisions import QuotaDecision
from app.quotas.models import QuotaEntry
from app.quotas.requests import Answer, QuotaRequest
from app.units import Unit
from app.vietnamese import count_text, day_text, moment_text


@dataclass(frozen=True)
class Event:
    """Something that happened: a sentence, and under it the reason or answer that was written.

    `after` is a second sentence: that it was noted, or not yet (then `waits`).
    """

    at: dt.datetime
    text: str
    note: str = ""
    after: str = ""
    waits: bool = False
    chip: tuple[str, str] | None = None


@dataclass(frozen=True)
class Given:
    """An entry with the names a sentence needs; they are None where they lie out of sight."""

    entry: QuotaEntry
    stage: Stage
    decision: QuotaDecision | None
    giver: str | None
    noted_by: str | None


@dataclass(frozen=True)
class Asked:
    request: QuotaRequest
    stage: Stage
    giver: str | None
    asked_by: str | None


Totals = dict[int, tuple[int, int]]  # by entry id: what was held in its stage before and after


def grouped(given: Sequence[Given]) -> list[tuple[list[Given], Totals]]:
    """Entries of one decision together, in the order they were written."""
    held: dict[tuple[int, bool], int] = {}
    groups: dict[Any, list[Given]] = {}
    totals: Totals = {}
    for one in given:
        entry = one.entry
        kept = entry.giver_id == entry.unit_id
        before = held.get((entry.stage_id, kept), 0)
        held[entry.stage_id, kept] = before + entry.amount
        totals[entry.id] = before, before + entry.amount
        key = ("decision", entry.decision_id) if entry.decision_id else ("entry", entry.id)
        groups.setdefault(key, []).append(one)
    return [(rows, totals) for rows in groups.values()]


def of_entries(unit: Unit, given: Sequence[Given]) -> Iterable[Event]:
    for rows, totals in grouped(given):
        decision = rows[0].decision
        reasons = dict.fromkeys(row.entry.reason for row in rows if row.entry.reason)
        waits = decision is not None and is_unnoted(unit, decision)
        yield Event(
            at=rows[0].entry.at,
            text=sentence(unit, rows, totals),
            note=" ".join(filter(None, reasons)),
            after=_noted(rows[0]) if decision else "",
            waits=waits,
        )


def is_unnoted(unit: Unit, decision: QuotaDecision) -> bool:
    return decision.acknowledged_at is None and decision.giver_id != unit.id


def sentence(unit: Unit, rows: Sequence[Given], totals: Totals) -> str:
    entry = rows[0].entry
    changes = "; ".join(_change(row, *totals[row.entry.id]) for row in rows)
    if entry.label:
        changes = _("%(changes)s (%(label)s)", changes=changes, label=entry.label)
    said = {
        "day": day_text(entry.document_date),
        "giver": rows[0].giver or _("công đoàn cấp trên"),
        "changes": changes,
        "number": entry.document_number,
    }
    if entry.giver_id is None:
        return _("Ngày %(day)s, đơn vị được %(changes)s theo văn bản %(number)s.", **said)
    return _("Ngày %(day)s, %(giver)s %(changes)s theo văn bản %(number)s.", **said)


def _change(row: Given, before: int, after: int) -> str:
    """ "giao 25 sáng kiến giai đoạn 2", or more or less than before and what it makes."""
    said = {
        "n": count_text(abs(row.entry.amount)),
        "stage": stage_text(row.stage),
        "before": count_text(max(before, 0)),
        "after": count_text(max(after, 0)),
    }
    if row.entry.giver_id == row.entry.unit_id:
        if row.entry.amount < 0:
            return _("bớt %(n)s sáng kiến %(stage)s khỏi phần đơn vị tự thực hiện", **said)
        return _("dành %(n)s sáng kiến %(stage)s cho đơn vị tự thực hiện", **said)
    if row.entry.amount < 0:
        return _("giảm %(n)s sáng kiến %(stage)s, từ %(before)s còn %(after)s", **said)
    if before:
        return _("giao thêm %(n)s sáng kiến %(stage)s, từ %(before)s thành %(after)s", **said)
    return _("giao %(n)s sáng kiến %(stage)s", **said)


def stage_text(stage: Stage) -> str:
    """A stage's name inside a sentence: "giai đoạn 2"; an abbreviation stays as it is."""
    name = stage.name
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _noted(row: Given) -> str:
    decision = row.decision
    if decision is None or decision.acknowledged_at is None:
        return ""
    return _(
        "%(who)s xác nhận đã nhận lúc %(moment)s.",
        who=_("Đồng chí %(name)s", name=row.noted_by) if row.noted_by else _("Đơn vị"),
        moment=moment_text(decision.acknowledged_at),
    )


def of_requests(unit: Unit, asked: Sequence[Asked]) -> Iterable[Event]:
    for one in asked:
        request = one.request
        yield Event(
            at=request.asked_at,
            text=_(
                "Ngày %(day)s, %(who)s đề nghị điều chỉnh chỉ tiêu %(stage)s từ %(held)s thành"
                " %(wanted)s.",
                day=day_text(clock.day_of(request.asked_at)),
                who=_("đồng chí %(name)s", name=one.asked_by) if one.asked_by else _("đơn vị"),
                stage=stage_text(one.stage),
                held=count_text(request.held),
                wanted=count_text(request.wanted),
            ),
            note=request.reason,
            chip=request.status if request.is_waiting else None,
        )
        if request.answered_at:
            yield Event(
                at=request.answered_at,
                text=_answer(one, request.answered_at),
                note=request.answer or "",
                chip=request.status,
            )


def _answer(one: Asked, at: dt.datetime) -> str:
    request = one.request
    said = {
        "day": day_text(clock.day_of(at)),
        "giver": one.giver or _("công đoàn cấp trên"),
        "stage": stage_text(one.stage),
        "granted": count_text(request.granted or 0),
        "wanted": count_text(request.wanted),
    }
    match Answer(request.outcome or ""):
        case Answer.WITHDRAWN:
            return _("Ngày %(day)s, đơn vị rút lại đề nghị điều chỉnh %(stage)s.", **said)
        case Answer.REFUSED:
            return _(
                "Ngày %(day)s, %(giver)s không chấp nhận đề nghị %(wanted)s sáng kiến %(stage)s.",
                **said,
            )
        case Answer.PARTLY:
            return _(
                "Ngày %(day)s, %(giver)s chấp nhận một phần đề nghị: chỉ tiêu %(stage)s là"
                " %(granted)s (đề nghị %(wanted)s).",
                **said,
            )
    return _(
        "Ngày %(day)s, %(giver)s chấp nhận đề nghị: chỉ tiêu %(stage)s là %(granted)s.", **said
    )
