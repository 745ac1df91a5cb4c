"""Writing a story, publishing it and taking it back; nobody is to be recognised in it.

The board belongs to the root and a unit does not write there: `hanging` copies what is published,
and takes down what no longer is, within about a minute.
"""

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import journal
from app.db import db
from app.honours.models import Story
from app.initiatives import Initiative, Person, State
from app.tenancy import Scope, owned_by
from app.units import Unit
from app.vietnamese import Mentions
from app.web.errors import Refused

TITLE_MOST, TEXT_MOST = 200, 1500


class NotValid(Refused):
    message = _l("Chỉ viết bài và công bố về sáng kiến đã được công nhận hợp lệ.")


class ToldBefore(Refused):
    message = _l("Đơn vị đã có bài viết về sáng kiến này.")


class NamesSomebody(Refused):
    """Somebody would be known by it. `fields`: which field tells what, in words."""

    status = 422

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields


def write(
    unit: Unit, initiative: Initiative, *, title: str, text: str, by: int | None, at: dt.datetime
) -> Story:
    """A story, not yet published.

    :raises NotValid: the initiative is not valid, or lies elsewhere
    :raises NamesSomebody: an author can be told by it
    :raises ToldBefore: the unit has one about this initiative
    """
    if initiative.state != State.VALID or not Scope(unit.path).holds(initiative.unit_path):
        raise NotValid()
    _check(initiative, title, text)
    said = {"title": title, "text": text, "written_at": at, "by_id": by}
    story = Story(**owned_by(unit), initiative_id=initiative.id, **said)
    try:
        with db.session.begin_nested():
            db.session.add(story)
    except sa.exc.IntegrityError as error:
        raise ToldBefore() from error
    journal.record("story.write", story, by=by, at=at)
    return story


def amend(story: Story, *, title: str, text: str, by: int | None, at: dt.datetime) -> None:
    """Other words; a published story changes on the board too.

    :raises NamesSomebody: an author can be told by them
    """
    _check(story.initiative, title, text)
    if (story.title, story.text) != (title, text):
        story.title, story.text = title, text
        journal.record("story.amend", story, by=by, at=at, fields=["title", "text"])


def publish(story: Story, *, by: int | None, at: dt.datetime) -> None:
    """Let everybody read it; a second time changes nothing.

    :raises NotValid: the initiative is no longer valid
    :raises NamesSomebody: an author, perhaps one named since, can be told by it
    """
    if story.initiative.state != State.VALID:
        raise NotValid()
    _check(story.initiative, story.title, story.text)
    if story.published_at is None:
        story.published_at = at
        journal.record("story.publish", story, by=by, at=at, fields=["published_at"])


def take_back(story: Story, *, by: int | None, at: dt.datetime) -> None:
    """Let nobody outside read it any more; the text stays at the unit."""
    if story.published_at is not None:
        story.published_at = None
        journal.record("story.take-back", story, by=by, at=at, fields=["published_at"])


def _check(initiative: Initiative, title: str, text: str) -> None:
    said = {"title": title, "text": text}
    found = {name: words for name, value in said.items() if (words := telling(initiative, value))}
    if found:
        raise NamesSomebody(found)


def telling(initiative: Initiative, text: str) -> str | None:
    """Why a text must not be shown: it holds an author's name or a number; None if it may."""
    for author in initiative.authors:
        person = db.session.get(Person, author.person_id)
        if person is None or person.erased_at:
            continue
        numbers = [number for number in (person.phone, person.id_number) if number]
        if Mentions((), numbers).without(text, "") != text:
            return _("Bài có số điện thoại hoặc số giấy tờ của tác giả, xin bỏ đi.")
        if Mentions(sorted({author.full_name, person.full_name})).without(text, "") != text:
            return _("Bài có họ tên tác giả, xin thay bằng cách gọi chung, ví dụ “nhóm tác giả”.")
    return None
