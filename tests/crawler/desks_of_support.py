"""On the desks: what "child" asks of "own", new and unseen by anybody, with files, one of them a
list, and a note of the desk; what came in by the link on its wall; the one that the child asked
before lies at its own desk."""

import sqlalchemy as sa

from app.support import (
    Article,
    Asked,
    CannedAnswer,
    Duty,
    InternalNote,
    Request,
    RequestFile,
    Sent,
)
from app.support.states import Came
from app.tenancy import ScopedSession
from app.units import Unit
from app.uploads import Taken
from tests.intake.lists import SAMPLES
from tests.uploads.files import pdf
from tests.world import NOW

CHILDREN = ("cs-a12", "cs-a11")
BY = {"by": 1, "at": NOW}
LIST = SAMPLES / "danh-sach-cdcs.docx"
ENDING = "0000"  # as the telephone of the first author at each unit
LANDLINE = "02438221234"  # whole mobile numbers are for few eyes: these are for all below


def settle_in(session: ScopedSession, own: Unit) -> None:
    word = f"canary{own.id}own"
    for code in CHILDREN:
        below = Unit.by_code(code)
        assert below
        Request.ask(below, _from_the_wall(below), own=True, by=None, at=NOW)
        told = Asked("list", f"canary{below.id}own", f"canary{below.id}own", "x")
        made = Request.log(own, below, told, **BY)
        file = Taken(f"canary{below.id}own.pdf", "pdf", pdf() + f"\n% {code}".encode())
        RequestFile.attach(made, file, **BY)
        paper = Taken(f"canary{below.id}own.docx", "docx", LIST.read_bytes())
        RequestFile.attach(made, paper, **BY)
        InternalNote.write(made, own, word, **BY, signed_by="x")
    down = f"canary{own.id}down"
    Article.publish(own, down, down, "list", **BY)
    CannedAnswer.keep(own, down, down, "list", **BY)
    said = {"full_name": down, "phone": LANDLINE, "hours": "07:30-17:00"}
    Duty.lay_down(own, said, **BY)
    session.flush()


def receipts(unit: Unit) -> "sa.Select[str]":
    """The receipts of what came in by the link on a unit's wall."""
    return sa.select(Request.code).where(Request.unit_id == unit.id, Request.way == Came.LINK)


def _from_the_wall(unit: Unit) -> Asked:
    word = f"canary{unit.id}own"
    sent = Sent(f"key {unit.code}", f"digest {unit.code}")
    phone = f"09{unit.id:04}{ENDING}"
    return Asked("other", word, word, word, phone=phone, way=Came.LINK, sent=sent)
