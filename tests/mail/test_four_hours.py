"""A server that hangs, refuses and drops for four hours: no page waits, no letter is lost."""

import os
import random

import pytest

from app import jobs
from app.initiatives import Initiative
from app.notices import Notice
from tests.mail.conftest import settle
from tests.mail.hours import FAULTS, Hours
from tests.world import NOW
from tests.written import paper

WALKS = int(os.environ.get("SANGKIEN_MAIL_WALKS", "1"))  # `python -m bench.soak letters`: 40


@pytest.mark.parametrize("seed", range(8, 8 + WALKS))
def test_no_letter_is_lost_in_four_hours(app, post, reader, seed):
    with app.app_context():
        readers = [(reader, "cs-a11"), (settle("leader.cs-b11"), "cs-b11")]
        hours = Hours(post, random.Random(seed), readers)
        hours.walk()
        hours.check()
    assert len(hours.written) > 15
    if seed == 8:
        assert hours.moods == {*FAULTS, "well"}
        assert post.dropped, "some were taken without a word"


def test_no_page_waits_for_a_server_that_hangs(app, post, signed_in, reader, ids):
    """A request that never opens a connection has nothing to wait for."""
    post.mode = "hang"
    chair, unit = signed_in("leader.cs-a11"), ids["cs-a11"]
    chair.get(f"/u/{unit}/initiatives/new")
    answer = chair.submit(f"/u/{unit}/initiatives/", paper())
    assert answer.status_code == 303, answer.text
    chair.get("/mail/address")
    assert chair.submit("/mail/address", {"address": "moi@congdoan.vn"}).status_code == 303
    officer, upper = signed_in("officer.huyen-a1"), ids["huyen-a1"]
    officer.get(f"/u/{upper}/notices/new")
    word = {"to": "children", "title": "Nhắc nộp", "body": "Còn ít ngày.", "asks_receipt": "y"}
    assert officer.submit(f"/u/{upper}/notices/", word).status_code == 303
    assert officer.get(f"/u/{upper}/mail/").status_code == 200
    assert post.connections == 0
    with app.app_context(), jobs.reading("what came of it") as session:
        assert session.query(Initiative).count() == 1
        assert session.query(Notice).filter(Notice.sent_at > NOW).count() >= 1
