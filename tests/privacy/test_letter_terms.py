"""What a letter said is forgotten in its time; that it was sent is not."""

import datetime as dt

from app import clock, jobs
from app.initiatives.retention import due
from app.mail import Letter
from app.tenancy import Everything
from tests.mail.conftest import letters, settle, write
from tests.world import NOW


def test_a_letter_forgets_what_it_said(app):
    with app.app_context():
        clock.restart()
        account = settle("leader.cs-a11")
        sent, waiting = (write(account, "cs-a11", number) for number in range(2))
        with jobs.step(Everything("one was sent")):
            letter = Letter.find(account, "thu-0")
            letter.sent_at, letter.next_try_at = NOW, None
        for days, wanted in ((20, 0), (40, 1), (41, 0)):
            at = NOW + dt.timedelta(days=days)
            with jobs.step(Everything("a sweep of a test")):
                rows = list(due("letter", at))
                assert len(rows) == wanted, days
                for row, sweep in rows:
                    sweep.drop(row, at)
        told = letters()
    assert (told[sent].subject, told[sent].text, told[sent].html) == ("", "", None)
    assert told[sent].state == "sent"
    assert told[waiting].subject, "what waits still has to be said"
