"""Letters: written once, sent once, tried again, given up."""

import datetime as dt
import threading

import pytest
import sqlalchemy as sa

from app import jobs
from app.accounts import Membership
from app.mail import Letter, MailAddress
from app.mail.carrier import Server
from app.mail.tries import PAUSES
from app.tenancy import IDENTITY, Everything
from tests.mail.conftest import at_minute, letters, rounds, settle, write
from tests.world import NOW


def test_a_letter_is_sent_in_text_and_html(app, post, reader):
    with app.app_context():
        number = write(reader, "cs-a11", 7)
        rounds(0)
        (sent,) = letters().values()
    ((to, letter),) = post.taken
    assert to == letter["To"] == "leader.cs-a11@example.vn"
    assert letter["From"] == "Sáng kiến <thu@congdoan.example.vn>"
    assert letter["Subject"] == "Nhắc việc số 7"
    assert letter["Message-ID"] == number and number.endswith("@congdoan.example.vn>")
    assert letter["Auto-Submitted"] == "auto-generated"
    real = letter["Date"].datetime
    assert abs(real - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5), "the wall's time"
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert "Còn 7 ngày nữa.\nĐề nghị" in text.get_content().replace("\r", "")
    assert "<p>Còn 7 ngày nữa.<br>Đề nghị nộp sớm.</p>" in html.get_content()
    assert (sent.state, sent.tries, sent.last_answer) == ("sent", 1, "250")
    assert sent.masked == "l***@example.vn"


def test_the_same_key_twice_is_one_letter(app, post, reader):
    with app.app_context():
        first, second = write(reader, "cs-a11", 1), write(reader, "cs-a11", 1)
        assert first == second
        rounds(0)
        rounds(1)
    assert post.ids == [first]


def test_nothing_is_written_to_whom_no_letter_can_reach(app, post, reader):
    with app.app_context():
        assert write(1, "tld", 1) is None, "no address"
        with jobs.step(IDENTITY):
            address = MailAddress.of(reader)
            address.switch(False)
        assert write(reader, "cs-a11", 1) is None, "switched off"
        assert letters() == {}


def test_what_no_letter_can_hold_keeps_no_other_from_going(app, post, reader):
    with app.app_context():
        broken, right = write(reader, "cs-a11", 1), write(reader, "cs-a11", 2)
        with jobs.step(Everything("an address that no header can hold")):
            Letter.find(reader, "thu-1").message_id = "<a\r\nBcc: somebody@example.vn>"
        rounds(0)
        states = {row.key: (row.state, row.last_answer) for row in letters().values()}
    assert states == {"thu-1": ("given-up", "broken"), "thu-2": ("sent", "250")}
    assert post.ids == [right] and broken


def test_without_a_server_letters_wait(app, reader):
    with app.app_context():
        number = write(reader, "cs-a11", 1)
        rounds(0)
        assert letters()[number].state == "waiting"


@pytest.mark.parametrize(("mode", "code"), [("grey", "450"), ("full", "452"), ("later", "451")])
def test_a_letter_refused_for_now_goes_again(app, post, reader, mode, code):
    with app.app_context():
        number = write(reader, "cs-a11", 1)
        post.mode = mode
        rounds(0)
        waiting = letters()[number]
        assert (waiting.state, waiting.last_answer) == ("later", code)
        assert waiting.next_try_at == NOW + PAUSES[0]
        post.mode = "well"
        rounds(0.5)
        assert post.ids == []
        rounds(1)
    assert post.ids == [number]


@pytest.mark.parametrize(
    ("mode", "word"),
    [("hang", "timeout"), ("slow", "timeout"), ("drop", "dropped"), ("closed", "dropped")],
)
def test_a_server_that_fails_is_tried_again(app, post, reader, mode, word):
    with app.app_context():
        number = write(reader, "cs-a11", 1)
        post.mode = mode
        rounds(0)
        assert letters()[number].last_answer == word
        post.mode = "well"
        rounds(1)
    assert post.ids == [number]
    assert {letter["Message-ID"] for letter in post.dropped} <= {number}


def test_a_port_that_nobody_listens_at(app, post, reader):
    with app.app_context():
        number = write(reader, "cs-a11", 1)
        post.refuse()
        rounds(0)
        assert letters()[number].last_answer == "refused"
        post.open()
        rounds(1)
    assert post.ids == [number]


@pytest.mark.parametrize(("mode", "code"), [("unknown", "550"), ("spam", "554")])
def test_a_letter_refused_for_good_is_given_up(app, post, reader, mode, code):
    with app.app_context():
        number = write(reader, "cs-a11", 1)
        other = settle("leader.cs-a12")
        post.mode = mode
        rounds(0)
        given_up = letters()[number]
        assert (given_up.state, given_up.last_answer) == ("given-up", code)
        post.mode = "well"
        second = write(other, "cs-a12", 2)
        rounds(60)
    assert post.ids == [second]


def test_one_that_fails_keeps_no_other_from_going(app, post, reader):
    with app.app_context():
        numbers = [write(reader, "cs-a11", n) for n in range(5)]
        post.mode = "grey"
        rounds(0)
        assert {row.tries for row in letters().values()} == {1}
        post.mode = "well"
        rounds(1)
    assert sorted(post.ids) == sorted(numbers)
    assert post.connections == 2, "one for each round"


def test_a_server_that_hangs_is_left_alone_for_a_while(app, post, reader):
    with app.app_context():
        for n in range(5):
            write(reader, "cs-a11", n)
        post.mode = "hang"
        for _nudge in range(5):
            rounds(0)
    assert post.connections == 1


def test_after_a_day_it_is_given_up(app, post, reader):
    with app.app_context():
        number, minute = write(reader, "cs-a11", 1), 0.0
        post.mode = "grey"
        while (row := letters()[number]).next_try_at:
            minute = (row.next_try_at - NOW).total_seconds() / 60
            rounds(minute)
    assert row.state == "given-up"
    assert 23.5 * 60 < minute < 24.5 * 60
    assert row.tries == len(PAUSES) + 1


def test_two_workers_send_each_letter_once(app, post, reader):
    post.mode = "well"
    with app.app_context():
        numbers = [write(reader, "cs-a11", n) for n in range(30)]
    app.config["SMTP_PATIENCE"] = 20

    def work() -> None:
        with app.app_context():
            rounds(0)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(post.ids) == sorted(numbers)


def test_whoever_has_left_gets_no_letter(app, post, reader):
    with app.app_context():
        number = write(reader, "cs-a11", 1)
        with jobs.step(IDENTITY) as session:
            for row in session.scalars(
                sa.select(Membership).where(Membership.account_id == reader)
            ):
                row.until = NOW
        rounds(0)
        assert letters()[number].last_answer == "left"
    assert post.ids == []


def test_a_password_is_not_told_in_clear_over_the_net(app, post, reader):
    app.config["SMTP"] = post.url.replace("//", "//thu:mat%20khau%40thu@")
    with app.app_context():
        number = write(reader, "cs-a11", 1)
        rounds(0)
        assert post.ids == [number], "this machine itself is no net"
        assert Server.configured().is_here
        app.config["SMTP"] = "smtp://thu:x@mail.example.vn"
        assert not Server.configured().is_here
        app.config["SMTP"] = post.url.replace("//", "//thu:sai@")
        number = write(reader, "cs-a11", 2)
        rounds(1)
        assert letters()[number].last_answer == "535"
    assert at_minute(1)() > NOW
