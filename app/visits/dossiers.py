"""The dossier of a visit: two pages of what the unit above knows, as plain data.

It is compiled anew each time it is looked at until the group sits down; then it is kept as it was.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.db import db
from app.deadlines import Call, Escalation
from app.notices import Notice
from app.programmes import Window, all_windows
from app.progress import (
    DEFINITION_NOTES,
    Charge,
    Definition,
    Table,
    as_json,
    burn_up,
    full_table,
)
from app.reviews import Refusals
from app.support import Request
from app.units import Unit
from app.vietnamese import count_text, day_text, moment_text
from app.visits.commitments import Commitment
from app.visits.counting import reached

if TYPE_CHECKING:
    from app.visits.models import Visit

Data = dict[str, Any]
SOME, REASONS, STEPS, CALLS, OWED, ASKED = 5, 6, 8, 5, 6, 6
"""Lines of each list: two pages are two pages."""


def compiled(visit: "Visit", at: dt.datetime) -> Data:
    """What is known at a moment; about fifteen statements."""
    about = visit.about
    assert about, "a visit to a unit that is not seen is not held"
    window = window_of(visit, about)
    table, days = full_table(about, window, Definition(window.programme.counting), at)
    data = {
        "at": moment_text(at),
        "registered": table.own.counts.registered,
        "unit": _unit(visit, about),
        "window": {
            "label": window.label,
            "programme": window.programme.name,
            "deadline": moment_text(window.deadline),
            "why": window.cutoff.reason if window.cutoff else "",
        },
        "figures": _figures(table),
        "chart": asdict(burn_up(table, days)),
        "laggards": _laggards(table),
        "refusals": _refusals(about, window, at),
        "steps": _steps(visit, about),
        "calls": _calls(visit, about),
        "owed": _owed(visit),
        "asked": _asked(about),
    }
    kept: Data = json.loads(json.dumps(data))  # what is shown now is what would be kept
    return kept


def shown(visit: "Visit", now: dt.datetime) -> Data:
    """What a page shows: what was frozen, or what is known now."""
    return visit.dossier if visit.dossier is not None else compiled(visit, now)


def window_of(visit: "Visit", about: Unit) -> Window:
    """The stage of the visit as the unit sees it."""
    wanted = (visit.programme_id, visit.stage_id)
    return next(w for w in all_windows(about) if (w.programme.id, w.stage.id) == wanted)


def _unit(visit: "Visit", about: Unit) -> Data:
    charge = db.session.execute(
        sa.select(Charge.name_of(Charge.officer_id), Charge.name_of(Charge.leader_id)).where(
            Charge.unit_id == visit.unit_id, Charge.about_unit_id == about.id
        )
    ).first()
    officer, leader = charge or (None, None)
    return {
        "name": about.name,
        "kind": about.kind.name if about.kind else "",
        "block": about.block.name if about.block else "",
        "members": about.member_count,
        "party": about.has_party_committee,
        "officer": officer or "",
        "leader": leader or "",
    }


def _figures(table: Table) -> Data:
    pace = table.pace(table.own)
    line = as_json(table.own, table.definition, pace)
    return {
        **{name: value for name, value in line.items() if name != "benefit"},
        "rate": table.own.rate(table.definition),
        "note": str(DEFINITION_NOTES[table.definition]),
        "children": len(table.children),
        "taking_part": table.taking_part,
        "oldest": day_text(clock.day_of(table.own.facts.oldest)) if table.own.facts.oldest else "",
        "expected": pace.expected if pace else None,
        "behind": max(0, pace.expected - pace.count) if pace else None,
        "forecast": pace.forecast if pace and not pace.is_over else None,
        "last_28": table.own.last_28_days,
    }


def _laggards(table: Table) -> Data:
    """The units below that hold it up; all there are, and the worst."""
    behind = table.laggards(most=len(table.children))
    some = [
        {
            "name": line.name,
            "count": pace.count,
            "quota": pace.quota,
            "lacking": pace.expected - pace.count,
            "rate": line.rate(table.definition),
        }
        for line, pace in behind[:SOME]
    ]
    return {"all": len(behind), "some": some}


def _refusals(about: Unit, window: Window, at: dt.datetime) -> Data:
    figures = Refusals.of(about, window, at)
    total = figures.total
    most = sorted(figures.codes, key=lambda code: -total.reasons.get(code.id, 0))
    return {
        "refused": total.refused,
        "returns": total.returns,
        "median_days": total.median_days,
        "reasons": [
            {"text": code.text, "count": total.reasons[code.id], "share": total.share(code)}
            for code in most[:REASONS]
            if total.reasons.get(code.id)
        ],
    }


def _steps(visit: "Visit", about: Unit) -> Sequence[Data]:
    """What was done before, the newest first: letters to the unit, steps of the ladder, visits."""
    steps = [(row.sent_at, _("Thông báo: %(title)s", title=row.title)) for row in _told(visit)]
    for rung in db.session.scalars(Escalation.story(visit.unit, about)):
        if rung.done_at:
            words = _("%(step)s: %(state)s", step=rung.step, state=rung.status[0].lower())
            steps.append((rung.done_at, "; ".join(filter(None, [words, rung.reason or rung.note]))))
    for before in visit.earlier():
        result = before.result or _("chưa ghi kết quả")
        assert before.held_at
        steps.append((before.held_at, _("Đoàn công tác làm việc: %(result)s", result=result)))
    steps.sort(key=lambda step: step[0], reverse=True)
    return [{"at": day_text(clock.day_of(at)), "words": words} for at, words in steps[:STEPS]]


def _calls(visit: "Visit", about: Unit) -> Sequence[Data]:
    """Who called, what came of it and what was promised, the newest first."""
    calls = db.session.scalars(Call.story(visit.unit, about)).all()
    return [
        {
            "at": day_text(clock.day_of(call.at)),
            "caller": call.caller,
            "outcome": call.outcome_name,
            "promise": _promise(call),
            "note": call.note or "",
        }
        for call in calls[::-1][:CALLS]
    ]


def _promise(call: Call) -> str:
    if not call.promise_count or not call.promise_by:
        return ""
    return _(
        "%(n)s sáng kiến trước hết ngày %(day)s",
        n=count_text(call.promise_count),
        day=day_text(call.promise_by),
    )


def _told(visit: "Visit") -> Sequence[Notice]:
    query = sa.select(Notice).where(
        Notice.unit_id == visit.about_unit_id,
        Notice.sender_unit_id == visit.unit_id,
        Notice.account_id.is_(None),  # a word to one person is nobody else's
    )
    return db.session.scalars(query.order_by(Notice.sent_at.desc()).limit(STEPS)).all()


def _owed(visit: "Visit") -> Sequence[Data]:
    """What was promised before and is still open."""
    owed = Commitment.open_of(visit.unit_id, visit.about_unit_id)[:OWED]
    counts = reached(owed)
    return [
        {
            "who": one.who,
            "what": one.what,
            "due": day_text(one.due_on),
            "count": _count(one, counts.get(one.id)),
        }
        for one in owed
        if one.visit_id != visit.id
    ]


def _asked(about: Unit) -> Data:
    """What the unit has asked and waits for: all there are, and the oldest by their matter. What
    was written in them is not kept: somebody may be named there."""
    open_ones = sorted(Request.open_of(about), key=lambda request: request.asked_at)
    some = [
        {
            "number": request.id,
            "at": day_text(clock.day_of(request.asked_at)),
            "what": request.obstacle_words or request.category_words,
            "desk": request.desk_name,
            "state": request.status[0].lower(),
        }
        for request in open_ones[:ASKED]
    ]
    return {"all": len(open_ones), "some": some}


def _count(one: Commitment, count: int | None) -> str:
    if one.amount is None or count is None:
        return ""
    return f"{count_text(count)}/{count_text(one.amount)}"
