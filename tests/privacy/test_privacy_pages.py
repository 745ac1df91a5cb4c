"""Terms and texts of consent as pages: who sees them, who changes them, and what then holds."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from app import clock
from app.db import db
from app.initiatives import Consent, ConsentText, RetentionRule, Reveal, Sweep
from app.initiatives.consent_texts import NotYourProgramme, SameText, TooEarly
from app.initiatives.retention import ReasonMissing, TermFixed, TermImpossible, before, due
from app.journal import JournalLine
from app.tenancy import part_of
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in, paper

ROOT = "administrator.tld"
SECOND = (
    "Tác giả đồng ý để công đoàn lưu họ tên, số điện thoại để xét sáng kiến, và được yêu cầu xóa."
)


@pytest.fixture
def looked(as_unit):
    """Reveals of thirteen months ago, two at cs-a11 and one at cs-b11."""
    with as_unit("tld"):
        for code in ("cs-a11", "cs-a11", "cs-b11"):
            initiative = hand_in(Unit.by_code(code))
            author = initiative.authors[0].person_id
            said = {"person_id": author, "at_unit_id": initiative.unit_id, "by_id": 1}
            row = Reveal(**part_of(initiative), initiative_id=initiative.id, **said)
            row.reason, row.at = "verify", before(clock.now(), 13)
            db.session.add(row)


def lines(as_unit, act):
    with as_unit("tld"):
        query = sa.select(JournalLine).where(JournalLine.act == act)
        return [(line.subject, line.fields) for line in db.session.scalars(query)]


def row_of(page, words):
    """The table's row that begins with these words, as one line of text."""
    [row] = [r for r in re.findall(r"<tr>.*?</tr>", page, re.S) if words in r]
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


# --- terms ---


def test_the_page_says_what_is_kept_how_long_since_when_and_what_is_due(
    signed_in, ids, looked, as_unit
):
    client, address = signed_in(ROOT), f"/u/{ids['tld']}/privacy/"
    page = client.get(address).text
    for sweep in Sweep.known.values():
        assert sweep.words and str(sweep.words) in page
    row = row_of(page, "Lượt xem đầy đủ")
    assert "24 tháng Mặc định của hệ thống 0" in row
    answer = client.submit(
        f"{address}terms",
        {"what": "reveal", "months": "12", "reason": "Theo kết luận kiểm tra", "document": "5/KL"},
    )
    assert answer.status_code == 303
    page = client.get(address).text
    row = row_of(page, "Lượt xem đầy đủ")
    assert "12 tháng Từ 06/03/2023, Tổng Liên đoàn Lao động Việt Nam 5/KL 3" in row
    assert "Lý do: Theo kết luận kiểm tra" in page
    assert lines(as_unit, "retention_rule.write") == [("retention_rule", ["months"])]
    province = signed_in("administrator.tinh-a").get(f"/u/{ids['tinh-a']}/privacy/").text
    assert row_of(province, "Lượt xem đầy đủ").split()[-2] == "2", "what is in its reach"


def test_the_term_is_what_the_sweep_goes_by(app, signed_in, ids, looked):
    said = {"what": "reveal", "months": "12", "reason": "Theo kết luận kiểm tra"}
    signed_in(ROOT).submit(f"/u/{ids['tld']}/privacy/terms", said)
    said = {"what": "reveal", "months": "36", "reason": "Đang giải quyết khiếu nại"}
    signed_in("administrator.tinh-b").submit(f"/u/{ids['tinh-b']}/privacy/terms", said)
    page = signed_in(ROOT).get(f"/u/{ids['tld']}/privacy/").text
    assert "Việt Nam 2" in row_of(page, "Lượt xem đầy đủ")
    assert "reveal 2" in app.test_cli_runner().invoke(args=["privacy", "sweep"]).output
    page = signed_in(ROOT).get(f"/u/{ids['tld']}/privacy/").text
    assert "Việt Nam 0" in row_of(page, "Lượt xem đầy đủ")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": ""}, "Xin điền mục này"),
        ({"months": "121"}, "từ 0 đến 120 tháng"),
        ({"months": "-1"}, "id=&#34;months-error&#34;|months-error"),
        ({"months": "một năm"}, "months-error"),
        ({"what": "erasure"}, "what-error"),
        ({"what": "gì đó"}, "what-error"),
    ],
)
def test_what_cannot_be_is_said_at_the_form_and_nothing_changes(
    signed_in, ids, as_unit, change, words
):
    said = {"what": "reveal", "months": "12", "reason": "Theo kết luận kiểm tra", **change}
    answer = signed_in(ROOT).submit(f"/u/{ids['tld']}/privacy/terms", said)
    assert answer.status_code == 422
    assert re.search(words, answer.text)
    with as_unit("tld"):
        assert db.session.scalars(sa.select(RetentionRule)).all() == []


def test_the_verb_refuses_too(as_unit):
    with as_unit("tld"):
        root = Unit.by_code("tld")
        who = {"by": 1, "at": NOW}
        with pytest.raises(TermFixed):
            RetentionRule.write(root, "erasure", 3, reason="x", **who)
        with pytest.raises(TermImpossible):
            RetentionRule.write(root, "reveal", -1, reason="x", **who)
        with pytest.raises(ReasonMissing):
            RetentionRule.write(root, "reveal", 3, reason="  ", **who)
        for months in (3, 5):  # twice on one day: the later word counts
            RetentionRule.write(root, "reveal", months, reason="x", **who)
        assert [rule.months for rule in RetentionRule.of("reveal", on=NOW.date())] == [5, 3]


def test_an_erasure_never_waits_for_a_term(app, as_unit):
    """Even where a row says so, written past the verb."""
    with as_unit("tld"):
        root = Unit.by_code("tld")
        said = {"what": "erasure", "months": 60, "since": dt.date(2020, 1, 1)}
        db.session.add(RetentionRule(unit_id=root.id, unit_path=root.path, **said))
        assert list(due("erasure", clock.now())) == []


@pytest.mark.parametrize("login", ["officer.huyen-a1", "viewer.huyen-a1", "contact.huyen-a1"])
def test_others_have_no_business_there(signed_in, ids, login):
    client, address = signed_in(login), f"/u/{ids['huyen-a1']}/privacy/"
    for page in ("", "terms/new", "consent", "consent/new"):
        assert client.get(address + page).status_code == 403
    assert client.submit(f"{address}terms", {}).status_code == 403
    assert client.submit(f"{address}consent", {}).status_code == 403


# --- texts of consent ---


def test_a_new_text_is_a_new_version_and_the_old_one_stays(signed_in, ids, as_unit):
    chair = signed_in("leader.cs-a11")
    own = f"/u/{ids['cs-a11']}/initiatives/"
    chair.submit(own, paper())
    client, address = signed_in(ROOT), f"/u/{ids['tld']}/privacy/consent"
    said = {"text": SECOND, "since": "06/03/2023"}
    assert client.submit(address, said).status_code == 303
    page = client.get(address).text
    assert page.index("Bản 2") < page.index("Đang áp dụng") < page.index("Bản 1")
    assert page.index("Bản 1") < page.index("Đã thay")
    assert SECOND in chair.get(f"{own}new").text
    chair.submit(own, paper(full_name="Lê Thị Khác", phone="0911222333"))
    with as_unit("tld"):
        given = [one.text for one in db.session.scalars(sa.select(Consent).order_by(Consent.id))]
        assert [text.version for text in given] == [1, 2]
        assert given[0].text.startswith("Tác giả đã đồng ý để công đoàn các cấp")
        assert given[1].text == SECOND
    assert lines(as_unit, "consent_text.publish") == [("consent_text", [])]


def test_a_text_of_tomorrow_is_not_asked_today(signed_in, ids, as_unit):
    client, address = signed_in(ROOT), f"/u/{ids['tld']}/privacy/consent"
    client.submit(address, {"text": SECOND, "since": "07/03/2023"})
    assert "Sắp áp dụng" in client.get(address).text
    chair = signed_in("leader.cs-a11")
    assert SECOND not in chair.get(f"/u/{ids['cs-a11']}/initiatives/new").text


def test_who_read_the_old_text_is_asked_again(signed_in, ids, as_unit):
    """The form was open when the new text came: nobody agrees to what was not read."""
    chair, own = signed_in("leader.cs-a11"), f"/u/{ids['cs-a11']}/initiatives/"
    read = re.search(r'name="read" value="(\d+)"', chair.get(f"{own}new").text)[1]
    said = {"text": SECOND, "since": "06/03/2023"}
    signed_in(ROOT).submit(f"/u/{ids['tld']}/privacy/consent", said)
    answer = chair.submit(own, paper(read=read))
    assert answer.status_code == 422
    assert "vừa có bản mới" in answer.text and SECOND in answer.text
    [box] = re.findall(r'<input[^>]*name="agreed"[^>]*>', answer.text)
    assert "checked" not in box
    read = re.search(r'name="read" value="(\d+)"', answer.text)[1]
    assert chair.submit(own, paper(read=read)).status_code == 303


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": ""}, "text-error"),
        ({"text": "Đồng ý."}, "Xin ghi rõ lưu thông tin gì"),
        ({"text": "x" * 2001}, "2.001"),
        ({"since": "05/03/2023"}, "không được trước hôm nay"),
        ({"since": "31/9/2023"}, "since-error"),
    ],
)
def test_a_wrong_text_is_said_at_the_form(signed_in, ids, as_unit, change, words):
    said = {"text": SECOND, "since": "06/03/2023", **change}
    answer = signed_in(ROOT).submit(f"/u/{ids['tld']}/privacy/consent", said)
    assert answer.status_code == 422
    assert words in answer.text
    with as_unit("tld"):
        assert db.session.scalar(sa.select(sa.func.count(ConsentText.id))) == 1


def test_a_unit_without_a_programme_reads_the_text_and_writes_none(signed_in, ids, as_unit):
    client, address = signed_in("administrator.tinh-a"), f"/u/{ids['tinh-a']}/privacy/consent"
    page = client.get(address)
    assert "do đơn vị mở chương trình ban hành" in page.text
    assert "consent/new" not in page.text
    assert client.get(f"{address}/new").status_code == 409
    said = {"text": SECOND, "since": "06/03/2023"}
    assert "Chỉ đơn vị mở chương trình" in client.submit(address, said).text


def test_verbs_of_texts(as_unit):
    who = {"by": 1, "at": NOW}
    with as_unit("tld"):
        root = Unit.by_code("tld")
        later = NOW.date() + dt.timedelta(days=9)
        second = ConsentText.publish(root, SECOND, since=later, **who)
        assert second.version == 2
        with pytest.raises(SameText):
            ConsentText.publish(root, SECOND, since=later, **who)
        with pytest.raises(TooEarly):
            ConsentText.publish(root, f"{SECOND} Mới.", since=NOW.date(), **who)
        with pytest.raises(NotYourProgramme):
            ConsentText.publish(Unit.by_code("tinh-b"), SECOND, since=later, **who)
