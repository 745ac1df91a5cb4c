"""A person's own address, and the log that hides it from all others."""

import pytest

from app import jobs
from app.accounts import Account
from app.mail import MailAddress
from app.mail.addresses import MOST_CODES
from app.tenancy import IDENTITY
from tests.mail.conftest import letters, rounds, settle, write
from tests.world import NOW


def code_in(letter) -> str:
    return letter.get_body(("plain",)).get_content().split(": ")[1][:6]


@pytest.fixture
def nudges(app):
    """What the worker was told by requests."""
    heard, before = [], app.extensions["nudge"]
    app.extensions["nudge"] = heard.append
    yield heard
    app.extensions["nudge"] = before


def test_an_address_is_confirmed_by_the_code_sent_to_it(app, post, signed_in, nudges):
    chair = signed_in("leader.cs-a11")
    assert "Gửi mã xác nhận" in chair.get("/mail/address").text
    assert chair.submit("/mail/address", {"address": "hoa@congdoan.vn"}).status_code == 303
    assert nudges == ["mail.send"]
    assert post.connections == 0, "the page did not wait for the server"
    with app.app_context():
        rounds(1)
    ((to, letter),) = post.taken
    assert to == "hoa@congdoan.vn"
    assert "Đã gửi mã đến hoa@congdoan.vn" in chair.get("/mail/address").text
    right = code_in(letter)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    chair.submit("/mail/address/confirmation", {"code": wrong})
    assert "còn 4 lần nhập" in chair.get("/mail/address").text
    chair.submit("/mail/address/confirmation", {"code": f" {right[:3]} {right[3:]}"})
    page = chair.get("/mail/address").text
    assert "Đang nhận thư" in page and "hoa@congdoan.vn" in page
    chair.submit("/mail/address/switch")
    assert "Đã tắt nhận thư" in chair.get("/mail/address").text
    chair.submit("/mail/address/switch", {"on": "1"})
    assert "Đang nhận thư" in chair.get("/mail/address").text
    chair.submit("/mail/address/removal")
    assert "hoa@congdoan.vn" not in chair.get("/mail/address").text


def test_five_wrong_guesses_spend_a_code(app, post, signed_in):
    chair = signed_in("leader.cs-a11")
    chair.get("/mail/address")
    chair.submit("/mail/address", {"address": "hoa@congdoan.vn"})
    with app.app_context():
        rounds(1)
    right = code_in(post.taken[0][1])
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _guess in range(5):
        chair.submit("/mail/address/confirmation", {"code": wrong})
    assert "Mã không còn dùng được" in chair.get("/mail/address").text
    chair.submit("/mail/address/confirmation", {"code": right})
    assert "Đang nhận thư" not in chair.get("/mail/address").text


def test_nobody_is_flooded_with_codes(signed_in):
    chair = signed_in("leader.cs-a11")
    chair.get("/mail/address")
    for number in range(MOST_CODES):
        form = {"address": f"a{number}@congdoan.vn"}
        for _click in range(2):
            assert chair.submit("/mail/address", form).status_code == 303
    answer = chair.submit("/mail/address", {"address": "a9@congdoan.vn"})
    assert answer.status_code == 409 and "thử lại vào ngày mai" in answer.text


@pytest.mark.parametrize("typed", ["", "hoa", "hoa@congdoan", "a b@c.vn", "a@c.vn\nBcc: x@y.vn"])
def test_what_is_no_address_is_refused(signed_in, typed):
    chair = signed_in("leader.cs-a11")
    chair.get("/mail/address")
    assert chair.submit("/mail/address", {"address": typed}).status_code == 422


def test_the_old_address_serves_until_the_new_one_is_confirmed(app, post, signed_in, reader):
    chair = signed_in("leader.cs-a11")
    chair.get("/mail/address")
    chair.submit("/mail/address", {"address": "moi@congdoan.vn"})
    with app.app_context():
        write(reader, "cs-a11", 1)
        rounds(1)
    assert sorted(to for to, _letter in post.taken) == [
        "leader.cs-a11@example.vn",
        "moi@congdoan.vn",
    ]


def test_the_log_hides_addresses_and_tries_again(app, post, signed_in, reader, ids):
    officer, address = signed_in("officer.huyen-a1"), f"/u/{ids['huyen-a1']}/mail/"
    assert "Chưa có thư nào" in officer.get(address).text
    post.mode = "unknown"
    with app.app_context():
        write(reader, "cs-a11", 3)
        rounds(0)
    page = officer.get(f"{address}?state=given-up").text
    assert "l***@example.vn" in page and "leader.cs-a11@example.vn" not in page
    assert "Không gửi được" in page and "Hộp thư không có hoặc từ chối nhận (mã 550)" in page
    with app.app_context():
        (number,) = (row.id for row in letters().values())
    for _click in range(2):
        assert officer.submit(f"{address}{number}/again").status_code == 303
    post.mode = "well"
    with app.app_context():
        rounds(60)
    assert len(post.ids) == 1
    assert "Đã gửi" in officer.get(f"{address}?state=sent").text


def test_the_log_is_for_those_who_may_tell_and_of_their_units(app, post, signed_in, reader, ids):
    with app.app_context():
        write(reader, "cs-a11", 3)
        (number,) = (row.id for row in letters().values())
    assert signed_in("viewer.huyen-a1").get(f"/u/{ids['huyen-a1']}/mail/").status_code == 403
    other = signed_in("officer.huyen-a2")
    assert "Nhắc việc" not in other.get(f"/u/{ids['huyen-a2']}/mail/").text
    assert other.submit(f"/u/{ids['huyen-a2']}/mail/{number}/again").status_code == 404


def test_without_a_server_the_log_says_so(signed_in, ids):
    page = signed_in("officer.huyen-a1").get(f"/u/{ids['huyen-a1']}/mail/").text
    assert "chưa nối với máy chủ thư" in page


def test_addresses_that_nobody_needs_are_forgotten(app, reader):
    with app.app_context():
        other = settle("leader.cs-a12")
        with jobs.step(IDENTITY) as session:
            MailAddress.give(other, "moi@congdoan.vn", at=NOW)
            MailAddress.of(other).code_until = NOW  # long ago by the wall's clock
            session.get_one(Account, reader).disabled_at = NOW
        assert jobs.run("mail.tidy") == 2
        with jobs.looking(IDENTITY):
            closed, late = MailAddress.look(reader), MailAddress.look(other)
            assert (closed.address_sealed, closed.confirmed_at) == (None, None)
            assert (late.wanted_sealed, late.address) == (None, "leader.cs-a12@example.vn")


def test_an_address_stands_sealed(app, reader):
    with app.app_context(), jobs.reading("what is sealed") as session:
        row = session.query(MailAddress).filter_by(account_id=reader).one()
        assert b"example" not in row.address_sealed
        assert row.address == "leader.cs-a11@example.vn"
