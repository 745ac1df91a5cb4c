"""On the desks: what "child" asks of "own", new and unseen by anybody, with a file and a note of
the desk; the one that the child asked before lies at its own desk."""

from app.support import Article, Asked, CannedAnswer, Duty, InternalNote, Request, RequestFile
from app.tenancy import ScopedSession
from app.units import Unit
from app.uploads import Taken
from tests.uploads.files import pdf
from tests.world import NOW

CHILDREN = ("cs-a12", "cs-a11")
BY = {"by": 1, "at": NOW}
LANDLINE = "02438221234"  # whole mobile numbers are for few eyes: these are for all below


def settle_in(session: ScopedSession, own: Unit) -> None:
    word = f"canary{own.id}own"
    for code in CHILDREN:
        below = Unit.by_code(code)
        assert below
        told = Asked("list", f"canary{below.id}own", f"canary{below.id}own", "x")
        made = Request.log(own, below, told, **BY)
        file = Taken(f"canary{below.id}own.pdf", "pdf", pdf() + f"\n% {code}".encode())
        RequestFile.attach(made, file, **BY)
        InternalNote.write(made, own, word, **BY, signed_by="x")
    down = f"canary{own.id}down"
    Article.publish(own, down, down, "list", **BY)
    CannedAnswer.keep(own, down, down, "list", **BY)
    said = {"full_name": down, "phone": LANDLINE, "hours": "07:30-17:00"}
    Duty.lay_down(own, said, **BY)
    session.flush()
