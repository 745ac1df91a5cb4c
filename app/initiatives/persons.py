"""Pages about one author: reading in full, handing out what is held, erasing."""

from typing import Any

from flask import abort, flash, g, jsonify, request
from flask_babel import gettext as _

from app import clock, journal
from app.access import Permission
from app.db import db
from app.initiatives.consent import Consent
from app.initiatives.people import Person
from app.initiatives.privacy import erase, held_of, shares_of
from app.initiatives.revealing import MAY_REVEAL, REASONS, Reveal, record_refusal
from app.initiatives.routes import author_of, find, room, show_page
from app.web.rendering import render, see_other


@room.post("/<int:initiative_id>/author", access=Permission.VIEW)
def reveal(initiative_id: int) -> Any:
    """The author in full: a deliberate act with a reason. Who may not is written down, too."""
    initiative = find(initiative_id)
    author = author_of(initiative)
    if not MAY_REVEAL & g.rights:
        record_refusal(author, by=g.person.id, at=clock.now())
        abort(403)
    reason = request.form.get("reason", "")
    if reason not in REASONS:
        abort(422)
    Reveal.write(initiative, author, g.unit, reason, by=g.person.id, at=clock.now())
    return show_page(initiative, author)


@room.get("/people/<int:person_id>", access=Permission.ERASE)
def person(person_id: int) -> Any:
    """What is held of somebody; numbers stay covered."""
    held = _person(person_id)
    return render(
        "initiatives/person.html",
        held=held,
        shares=shares_of(held),
        consents=db.session.scalars(Consent.known_of(held)).all(),
    )


@room.post("/people/<int:person_id>/export", access=Permission.ERASE)
def export(person_id: int) -> Any:
    """All that is held of somebody, for that person to have."""
    held = _person(person_id)
    answer = jsonify(held_of(held))
    answer.headers["Content-Disposition"] = f"attachment; filename=du-lieu-{held.id}.json"
    answer.headers["Cache-Control"] = "no-store"
    journal.record("person.export", held, by=g.person.id, at=clock.now())
    return answer


@room.post("/people/<int:person_id>/erasure", access=Permission.ERASE)
def forget(person_id: int) -> Any:
    held = _person(person_id)
    erase(held, by=g.person.id, at=clock.now())
    flash(_("Đã xóa thông tin của tác giả. Sáng kiến vẫn còn, không ghi tên."), "ok")
    return see_other("initiatives.person", person_id=held.id)


def _person(person_id: int) -> Person:
    return db.session.get(Person, person_id) or abort(404)
