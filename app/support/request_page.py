"""The page of a request: both sides read what was said, the desk has its own part beside it."""

from typing import Any

from flask import g
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.support.files import RequestFile
from app.support.forms import NoteForm, WordForm
from app.support.inside import Assignment, InternalNote, Tie, colleagues
from app.support.knowledge import CannedAnswer, ObstacleAnswer
from app.support.looking import Seen
from app.support.made import Made
from app.support.models import Request
from app.units import Unit
from app.vietnamese import moment_text
from app.web.rendering import render


def page(
    asked: Request,
    saying: WordForm | None = None,
    noting: NoteForm | None = None,
    status: int = 200,
) -> Any:
    """As whoever looks at it may see it; with what was refused, if something was."""
    acts = asked.lies_on(g.unit) and Permission.ANSWER in g.rights
    answers = ObstacleAnswer.in_line(asked.unit, asked.obstacle) if asked.obstacle else []
    return render(
        "support/show.html",
        asked=asked,
        files=RequestFile.of(asked),
        seen=Seen.of(asked),
        made=Made.of(asked),
        facts=_facts(asked, acts),
        answers=answers,
        acts=acts,
        mine=asked.unit_id == g.unit.id,
        saying=saying or WordForm(formdata=None),
        noting=noting or NoteForm(formdata=None),
        inside=_inside(asked) if Permission.ANSWER in g.rights else None,
        now=clock.now(),
        status=status,
    )


def _facts(asked: Request, acts: bool) -> list[tuple[str, str]]:
    """What there is to say of it; the number of a caller only to those who may call back."""
    due = asked.next_due()
    told = [
        (_("Việc"), asked.category_words),
        (_("Vướng mắc"), asked.obstacle_words),
        (_("Người hỏi"), asked.asker),
        (_("Tác giả cần nhập hộ"), asked.author_name or ""),
        (_("Điện thoại"), (asked.phone or "") if acts else ""),
        (_("Qua"), asked.way_words),
        (_("Nơi trả lời"), asked.desk_name),
        (_("Hạn trả lời"), moment_text(due) if due else ""),
    ]
    return [(name, word) for name, word in told if word]


def _inside(asked: Request) -> dict[str, Any]:
    """What the people of a desk know of it among themselves."""
    live = Assignment.live([asked], g.unit)
    return {
        "notes": InternalNote.of(asked, g.unit),
        "ties": Tie.of(asked, g.unit),
        "handler": next((one for one in live if one.part == "handles"), None),
        "follows": any(o.part == "follows" and o.account_id == g.person.id for o in live),
        "colleagues": colleagues(g.unit),
        "line": [u for u in Unit.line(asked.unit_path) if u.id != asked.desk_unit_id],
        "canned": db.session.scalars(CannedAnswer.in_line(g.unit)).all(),
        "spent": asked.shown_spent(clock.now()),
    }
