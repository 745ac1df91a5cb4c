"""Choosing many initiatives, seeing what would become of them, and deciding on them in one run."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock, jobs
from app.access import Permission
from app.db import db
from app.reviews import picking
from app.reviews.bulk_forms import form_for, word_of
from app.reviews.foreseeing import foresee
from app.reviews.outcomes import WORDS, Outcome
from app.reviews.picks import CHANGED, KEPT, LEFT, UNDONE, WAITING
from app.reviews.refusals import ChosenAnew, NothingChosen
from app.reviews.routes import reviewer, room
from app.reviews.runs import Run
from app.reviews.working import RUNS
from app.web.pages import SIZE, Page, page_of
from app.web.rendering import is_fragment, render, see_other

BULK = (Outcome.CONFIRMED, Outcome.VALID, Outcome.RETURNED, Outcome.INVALID)
SHOWN = {"left": (LEFT,), "changed": (CHANGED, WAITING), "kept": (KEPT,), "undone": (UNDONE,)}


@room.post("/picks", access=Permission.DECIDE)
def pick() -> Any:
    """Keep what is ticked on a page, choose the whole list, one less, or nothing; then go on."""
    act, chosen = request.form.get("act", ""), picking.selection()
    if act == "clear":
        chosen.clear()
    elif act == "all":
        chosen.add_all(picking.asked().matching())
    elif act == "drop":
        chosen.drop(_ticked())
    else:
        chosen.keep(picking.read(request.form.get("shown", "")), _ticked())
    if is_fragment():
        queue = picking.asked()
        _counts, [listing] = queue.counts_and(chosen.listing())
        return render("reviews/picks.html", picks=picking.on(queue, queue.page(), listing))
    back = act if act in set(BULK) else request.form.get("back", "")
    if back in set(BULK):
        return see_other("reviews.bulk", outcome=back)
    return see_other("reviews.queue", **picking.address_of(picking.asked()))


@room.get("/bulk", access=Permission.DECIDE)
def bulk() -> Any:
    return _bulk(_outcome(request.args.get("outcome", "")))


@room.post("/runs", access=Permission.DECIDE)
def run() -> Any:
    outcome = _outcome(request.form.get("outcome", ""))
    if outcome is Outcome.CONFIRMED and Permission.CONFIRM not in g.rights:
        abort(403)
    found = foresee(picking.selection(), outcome, by=reviewer())
    form = form_for(outcome, found.stage)
    if not form.validate():
        return _bulk(outcome, form, status=422)
    word, mark = word_of(outcome, form), form.mark.data
    try:
        begun = Run.begin(g.unit, word, by=reviewer(), at=clock.now(), mark=mark)
    except (ChosenAnew, NothingChosen) as refused:
        return _anew(outcome, form, refused)
    if begun.is_busy:
        jobs.nudge(RUNS)
    return see_other("reviews.report", run_id=begun.id)


@room.get("/runs/<int:run_id>", access=Permission.VIEW)
def report(run_id: int) -> Any:
    begun, counts = _find(run_id), _find(run_id).counts()
    asked = request.args.get("show", "")
    first = next((name for name in SHOWN if _sum(counts, name)), "changed")
    show = asked if asked in SHOWN else first
    return render(
        "reviews/run.html",
        "run",
        run=begun,
        counts={name: _sum(counts, name) for name in SHOWN},
        outcomes=begun.outcomes(),
        words=WORDS,
        show=show,
        page=page_of(begun.listed(*SHOWN[show]), total=_sum(counts, show)),
        left=begun.time_left(clock.now()) if begun.account_id == g.person.id else None,
        now=clock.now(),
    )


@room.post("/runs/<int:run_id>/undo", access=Permission.DECIDE)
def undo_run(run_id: int) -> Any:
    begun = _find(run_id)
    begun.undo(by=g.person.id, at=clock.now())
    if begun.is_busy:
        jobs.nudge(RUNS)
    else:
        flash(_("Đã hoàn tác. Các sáng kiến trở lại hàng chờ như trước."), "ok")
    return see_other("reviews.report", run_id=run_id)


def _bulk(outcome: Outcome, form: Any = None, status: int = 200) -> Any:
    """What would change and what is left out, fifty changes a page; the form stands beside."""
    chosen = picking.selection()
    found = foresee(chosen, outcome, by=reviewer())
    shown = form or form_for(outcome, found.stage, formdata=None)
    shown.mark.data = chosen.mark
    return render(
        "reviews/bulk.html",
        "bulk",
        outcome=outcome,
        outcomes=picking.outcomes(),
        words=WORDS,
        found=found,
        page=_slice(found.will),
        form=shown,
        status=status,
    )


def _anew(outcome: Outcome, form: Any, refused: Any) -> Any:
    """The selection is not what was shown: show it as it is, with what was typed."""
    db.session.rollback()
    form.form_errors.append(str(refused))
    return _bulk(outcome, form, status=409)


def _ticked() -> set[int]:
    return {int(text) for text in request.form.getlist("initiative_ids") if text.isdecimal()}


def _outcome(asked: str) -> Outcome:
    return Outcome(asked) if asked in set(BULK) else picking.outcomes()[0]


def _find(run_id: int) -> Run:
    return Run.find(g.unit, run_id) or abort(404)


def _sum(counts: dict[str, int], name: str) -> int:
    return sum(counts.get(state, 0) for state in SHOWN[name])


def _slice(rows: list[Any]) -> Page:
    last = max(1, -(-len(rows) // SIZE))
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    return Page(rows[(number - 1) * SIZE : number * SIZE], number, len(rows))
