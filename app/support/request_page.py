"""The page of a request: both sides read what was said; the desk has its list and its own part
beside it."""

from typing import Any

from flask import g
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.support.desk import Desk
from app.support.files import RequestFile
from app.support.forms import NoteForm, WordForm
from app.support.knowledge import ObstacleAnswer
from app.support.looking import Seen
from app.support.made import Made
from app.support.models import Request
from app.support.pane import inside
from app.units import Unit
from app.vietnamese import moment_text
from app.web.rendering import is_fragment, render


def page(
    asked: Request,
    saying: WordForm | None = None,
    noting: NoteForm | None = None,
    status: int = 200,
) -> Any:
    """As whoever looks at it may see it; with what was refused, if something was."""
    answers_here, now = Permission.ANSWER in g.rights, clock.now()
    acts = asked.lies_on(g.unit) and answers_here
    desk = Desk.from_address(g.unit, g.person.id, now)
    beside = answers_here and (acts or bool(desk.address))
    answers = ObstacleAnswer.in_line(asked.unit, asked.obstacle) if asked.obstacle else []
    return render(
        "support/show.html",
        "reading",
        asked=asked,
        desk=desk if beside else None,
        address=desk.address,
        page=desk.page(around=asked) if beside and not is_fragment() else None,
        is_fragment=is_fragment(),
        me_id=g.person.id,
        names={unit.id: unit.name for unit in Unit.line(asked.unit_path)},
        files=RequestFile.of(asked),
        seen=Seen.of(asked),
        made=Made.of(asked),
        facts=_facts(asked, acts),
        answers=answers,
        acts=acts,
        mine=asked.unit_id == g.unit.id,
        saying=saying or WordForm(formdata=None),
        noting=noting or NoteForm(formdata=None),
        inside=inside(asked, g.unit, g.person, now) if answers_here else None,
        now=now,
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
