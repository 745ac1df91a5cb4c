"""What is alike: the list of a subtree, what an officer says of a pair, a hint while typing."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.db import db
from app.initiatives import Initiative
from app.similar.deciding import Pair
from app.similar.likeness import ENOUGH
from app.similar.models import FILE, TEXT, Similar
from app.similar.showing import Side, of, sides
from app.similar.typing import Near, near
from app.similar.verdicts import Verdict
from app.vietnamese import nfc, squeeze
from app.web.pages import page_of
from app.web.rendering import is_fragment, render, see_other
from app.web.room import Menu, Room

room = Room(
    "similar",
    __name__,
    menu=[Menu(32, _l("Sáng kiến giống"), "copy", "similar.browse", Permission.DECIDE)],
)
LEAST = (ENOUGH, 60, 75, 90)
SAID = {
    Verdict.DIFFERENT: _l("Đã ghi nhận: không trùng."),
    Verdict.DUPLICATE: _l("Đã đánh dấu sáng kiến nộp sau là trùng."),
    Verdict.MERGED: _l("Đã gộp: đồng tác giả và tệp đính kèm nay thuộc sáng kiến nộp trước."),
}


@room.get("/", access=Permission.VIEW)
def browse() -> Any:
    kind = request.args.get("kind", "")
    least = request.args.get("least", LEAST[0], type=int)
    kind, least = (kind if kind in (TEXT, FILE) else ""), (least if least in LEAST else LEAST[0])
    page = page_of(Similar.undecided(g.unit.path, kind=kind, least=least))
    shown: dict[str, Any] = {
        "page": page,
        "sides": sides(page.rows, g.unit),
        "kind": kind,
        "least": least,
    }
    return render("similar/browse.html", "list", choices=LEAST, **shown)


@room.post("/typing", access=Permission.ENTER)
def typing() -> Any:
    """What may be repeated by what is being typed; writes nothing."""
    title, summary = (nfc(request.form.get(name, "")) for name in ("title", "summary"))
    found = near(title[:1000], summary[:10_000], g.unit.path, but=request.args.get("but", type=int))
    if not is_fragment():
        return see_other("initiatives.browse")
    return render("similar/typing.html", found=found)


@room.post("/<int:likeness_id>/verdict", access=Permission.DECIDE)
def decide(likeness_id: int) -> Any:
    row = _find(likeness_id)
    said = request.form.get("verdict", "")
    verdict = Verdict(said) if said in set(Verdict) else abort(422)
    signed = {"by": g.person.id, "signed_by": g.person.full_name, "at": clock.now()}
    Pair.held(row).decide(verdict, g.unit, note=_note(), **signed)
    flash(SAID[verdict], "ok")
    return _back(row)


@room.post("/<int:likeness_id>/undoing", access=Permission.DECIDE)
def undo(likeness_id: int) -> Any:
    row = _find(likeness_id)
    Pair.held(row).undo(g.unit, by=g.person.id, at=clock.now())
    flash(_("Đã hoàn tác kết luận."), "ok")
    return _back(row)


def _note() -> str:
    return squeeze(nfc(request.form.get("note", "")))[:1000]


def _find(likeness_id: int) -> Similar:
    return db.session.get(Similar, likeness_id) or abort(404)


def _back(row: Similar) -> Any:
    if request.form.get("from") == "list":
        return see_other("similar.browse")
    return see_other("initiatives.show", initiative_id=row.initiative_id)


@room.app_context_processor
def _alike() -> dict[str, Any]:
    """For the page of an initiative: what it is like, as far as that is known by now."""

    def alike(initiative: Initiative) -> list[Side]:
        return of(initiative, g.unit)

    def alike_now(initiative: Initiative) -> list[Near]:
        said = (initiative.title, initiative.summary, g.unit.path)
        return near(*said, but=initiative.id) if initiative.state == "draft" else []

    return {"alike": alike, "alike_now": alike_now}
