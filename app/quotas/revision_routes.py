"""Revising the quota of a unit right below: a short form, what it will come to, and writing it."""

from typing import Any

from flask import flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.programmes import Window
from app.quotas.asking import asked_windows
from app.quotas.facts import facts
from app.quotas.ledger import BelowZero, NotEnough
from app.quotas.revising import BadWish, ChangedMeanwhile, marks, missing, plan_steps, revise
from app.quotas.revision_forms import RevisionForm
from app.quotas.room import room
from app.quotas.sentences import stage_text
from app.vietnamese import count_text
from app.web.errors import Refused
from app.web.rendering import render, see_other


@room.get("/revision", access=Permission.ALLOCATE)
def revision() -> Any:
    window = asked_windows()[1]
    form = _form(window, formdata=None)
    form.stage_from.data = window.stage.id
    form.unit.data = request.args.get("unit", 0, type=int)
    form.kind.data = request.args.get("kind", "raise")
    return _page(window, form)


@room.post("/revision/preview", access=Permission.ALLOCATE)
def preview_revision() -> Any:
    window = asked_windows()[1]
    form = _form(window)
    steps = _steps(form) if form.validate() else []
    return _page(window, form, steps=steps, status=200 if steps else 422)


@room.post("/revision", access=Permission.ALLOCATE)
def revise_quota() -> Any:
    window = asked_windows()[1]
    form = _form(window)
    if not form.validate():
        return _page(window, form, status=422)
    try:
        told = revise(
            g.unit,
            form.wish,
            form.found,
            form.paper,
            form.why,
            seen=form.seen.data,
            by=g.person.id,
            at=clock.now(),
        )
    except (BadWish, NotEnough, BelowZero, ChangedMeanwhile) as refused:
        _say(form, refused)
        return _page(window, form, status=422)
    flash(_("Đã điều chỉnh và báo cho %(n)s đơn vị.", n=len(told)), "ok")
    return see_other("quotas.issued")


def _form(window: Window, **options: Any) -> RevisionForm:
    return RevisionForm(facts(g.unit, window.programme), **options)


def _steps(form: RevisionForm) -> Any:
    """What the form comes to; nothing, and said at its place, if it cannot be."""
    try:
        steps = plan_steps(form.wish, form.found)
    except BadWish as refused:
        _say(form, refused)
        return []
    short = missing(steps, form.found, clock.now())
    if short and not form.beyond.data:
        form.beyond.errors = [
            _(
                "Số chưa phân bổ của %(stage)s không đủ, còn thiếu %(n)s. Nếu cần giao vượt, xin"
                " ghi rõ lý do.",
                stage=stage_text(stage),
                n=count_text(lacks),
            )
            for stage, lacks in short
        ]
        return []
    return steps


def _say(form: RevisionForm, refused: Refused) -> None:
    """Say a refusal at its place."""
    if isinstance(refused, BadWish):
        form[refused.field].errors = [str(refused)]
    elif isinstance(refused, NotEnough):
        form.beyond.errors = [str(refused)]
    elif isinstance(refused, BelowZero):
        form.amount.errors = [str(refused)]
    else:
        form.form_errors.append(str(refused))


def _page(window: Window, form: RevisionForm, steps: Any = (), status: int = 200) -> Any:
    return render(
        "quotas/revision.html",
        "form",
        window=window,
        form=form,
        steps=steps,
        seen=marks(steps),
        status=status,
    )
