"""An initiative with a file, for the tests of attachments."""

import pytest
import sqlalchemy as sa

from app.initiatives import State
from app.journal import JournalLine
from app.units import Unit
from tests.initiatives.sending import CHAIR, files_of, send
from tests.written import hand_in


@pytest.fixture
def made(as_unit):
    """`made(State.DRAFT)`: the id of an initiative of cs-a11, or of another unit."""

    def make(state=State.DRAFT, unit="cs-a11"):
        with as_unit("tld"):
            return hand_in(Unit.by_code(unit), to=state).id

    return make


@pytest.fixture
def at(ids):
    """`at(initiative, "/1")`: the address of files of an initiative, at a unit."""
    return lambda initiative, tail="", code="cs-a11": (
        f"/u/{ids[code]}/initiatives/{initiative}/attachments{tail}"
    )


@pytest.fixture
def sent(signed_in, made, at):
    """(the chair, an initiative, the address of its one file)."""
    chair, initiative = signed_in(CHAIR), made()
    page = send(chair, at(initiative), follow_redirects=True)
    (address,) = files_of(page)
    return chair, initiative, address


@pytest.fixture
def lines(as_unit):
    """The journal's lines about files: (act, row, fields)."""

    def look():
        with as_unit("tld") as session:
            query = sa.select(JournalLine).where(JournalLine.subject == "attachment")
            return [(row.act, row.subject_id, row.fields) for row in session.scalars(query)]

    return look
