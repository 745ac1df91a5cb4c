"""The pages: a hint while typing, the list of pairs, the block of an initiative."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from app.initiatives import Initiative, State
from app.similar import Similar
from tests.similar.conftest import TEXTS

TITLE, SUMMARY = TEXTS[0]


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/similar/{tail}"


def typing(client, ids, code, title=TITLE, summary=SUMMARY, tail=""):
    said = {"title": title, "summary": summary}
    return client.submit(at(ids, code, f"typing{tail}"), said, htmx=True).text


def test_what_is_like_it_is_shown_while_typing(ids, signed_in, written, compared):
    number = written("cs-a12", 0)
    compared()
    client = signed_in("officer.huyen-a1")
    said = typing(client, ids, "huyen-a1")
    assert "Có thể trùng" in said
    assert f"initiatives/{number}" in said
    assert "100%" in said


def test_only_ones_own_subtree_is_searched_while_typing(ids, signed_in, written, compared):
    written("cs-b11", 0)
    compared()
    assert "trùng" not in typing(signed_in("officer.huyen-a1"), ids, "huyen-a1")
    assert "trùng" not in typing(signed_in("officer.cs-a11"), ids, "cs-a11")
    assert "trùng" in typing(signed_in("officer.tld"), ids, "tld")


def test_short_texts_and_ones_own_are_like_nothing(ids, signed_in, written, compared):
    number = written("cs-a11", 0)
    compared()
    client = signed_in("officer.cs-a11")
    assert "trùng" not in typing(client, ids, "cs-a11", title="Cải tiến", summary="")
    assert "trùng" not in typing(client, ids, "cs-a11", tail=f"?but={number}")
    assert "trùng" in typing(client, ids, "cs-a11")


def test_typing_writes_nothing_and_leads_on_without_htmx(ids, signed_in, written, statements):
    client = signed_in("officer.cs-a11")
    client.get(f"/u/{ids['cs-a11']}/initiatives/new")
    statements.clear()
    typing(client, ids, "cs-a11")
    mine = [sql for sql in statements if "signature" in sql or "likeness" in sql]
    assert not [sql for sql in mine if not sql.startswith("SELECT")]
    answer = client.submit(at(ids, "cs-a11", "typing"), {"title": "x", "summary": ""})
    assert answer.status_code == 303


def test_a_draft_shows_what_it_may_repeat_after_saving(ids, signed_in, written, compared):
    written("cs-a11", 0)
    draft = written("cs-a11", 0, to=State.DRAFT)
    compared()
    page = signed_in("officer.cs-a11").get(f"/u/{ids['cs-a11']}/initiatives/{draft}").text
    assert "Sáng kiến giống" in page
    assert "Có thể trùng" in page


def test_of_a_foreign_one_only_the_percent_is_seen(ids, signed_in, written, compared):
    mine, foreign = written("cs-a11", 0), written("cs-b11", 0, more="Xưởng của Nam Hà.")
    compared()
    client = signed_in("officer.huyen-a1")
    for page in (
        client.get(f"/u/{ids['huyen-a1']}/initiatives/{mine}").text,
        client.get(at(ids, "huyen-a1")).text,
    ):
        assert "một sáng kiến của đơn vị khác" in page
        assert "Nam Hà" not in page
        assert f"initiatives/{foreign}" not in page
        assert 'value="duplicate"' not in page


def test_pairs_stand_side_by_side_the_most_alike_first(ids, signed_in, written, compared):
    written("cs-a11", 2)
    written("cs-a12", 2, more="Một câu viết thêm hoàn toàn khác với bản gốc ở bên kia.")
    written("cs-a11", 0)
    written("cs-a12", 0)
    compared()
    client = signed_in("officer.huyen-a1")
    page = client.get(at(ids, "huyen-a1")).text
    assert page.index(TEXTS[0][0][:8]) < page.index(TEXTS[2][0][:8])
    assert "<mark>" in page
    assert page.count('class="card alike-pair"') == 2
    assert client.get(at(ids, "huyen-a1", "?kind=file")).text.count("alike-pair") == 0
    assert "Chưa thấy" in signed_in("officer.huyen-a2").get(at(ids, "huyen-a2")).text


def test_deciding_and_undoing_with_buttons(ids, signed_in, written, compared, row_of, state_of):
    one, other = written("cs-a11", 0), written("cs-a12", 0)
    compared()
    client = signed_in("officer.huyen-a1")
    client.get(at(ids, "huyen-a1"))
    say = at(ids, "huyen-a1", f"{row_of(one)}/verdict")
    answer = client.submit(say, {"verdict": "duplicate", "note": "Chép nguyên văn"})
    assert answer.status_code == 303
    assert state_of(other) == State.DUPLICATE
    page = client.get(f"/u/{ids['huyen-a1']}/initiatives/{other}").text
    assert "Chép nguyên văn" in page
    assert "Hoàn tác" in page
    assert client.submit(say, {"verdict": "different"}).status_code == 409
    client.submit(at(ids, "huyen-a1", f"{row_of(other)}/undoing"))
    assert state_of(other) == State.ENDORSED


def test_of_two_officers_at_once_the_second_is_told(ids, signed_in, written, compared, row_of):
    one, other = written("cs-a11", 0), written("cs-a12", 0)
    compared()
    said = [
        (signed_in("officer.huyen-a1"), row_of(one), "different"),
        (signed_in("leader.huyen-a1"), row_of(other), "duplicate"),
    ]
    for client, _row, _verdict in said:
        client.get(at(ids, "huyen-a1"))

    def decide(said):
        client, row, verdict = said
        return client.submit(at(ids, "huyen-a1", f"{row}/verdict"), {"verdict": verdict})

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(decide, said))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert "đã kết luận" in next(a.text for a in answers if a.status_code == 409)


def test_rights(ids, signed_in, written, compared, row_of):
    one = written("cs-a11", 0)
    written("cs-a12", 0)
    compared()
    row = row_of(one)
    said = {"verdict": "different"}
    for login, code, status in [
        ("viewer.huyen-a1", "huyen-a1", 403),
        ("contact.huyen-a1", "huyen-a1", 403),
        ("officer.tinh-a", "huyen-a1", 403),  # not at its own unit
        ("officer.huyen-a2", "huyen-a2", 404),
        ("officer.huyen-a1", "huyen-a1", 303),
    ]:
        client = signed_in(login)
        client.get(f"/u/{ids[code]}/")
        assert client.submit(at(ids, code, f"{row}/verdict"), said).status_code == status, login
    assert signed_in("viewer.huyen-a1").get(at(ids, "huyen-a1")).status_code == 200


def test_another_word_is_no_verdict(ids, signed_in, written, compared, row_of):
    one = written("cs-a11", 0)
    written("cs-a12", 0)
    compared()
    client = signed_in("officer.huyen-a1")
    client.get(at(ids, "huyen-a1"))
    said = {"verdict": "burned"}
    assert client.submit(at(ids, "huyen-a1", f"{row_of(one)}/verdict"), said).status_code == 422


def test_the_list_asks_as_little_for_many_as_for_one(
    ids, signed_in, written, compared, statements, as_unit
):
    client = signed_in("officer.huyen-a1")

    def asked():
        client.get(at(ids, "huyen-a1"))
        statements.clear()
        client.get(at(ids, "huyen-a1"))
        return len(statements)

    written("cs-a11", 0)
    written("cs-a12", 0)
    compared()
    few = asked()
    for text in (2, 4, 6):
        written("cs-a11", text)
        written("cs-a12", text)
    compared()
    with as_unit("tld") as session:
        assert session.scalar(sa.select(sa.func.count(Similar.id))) == 8
        assert session.scalar(sa.select(sa.func.count(Initiative.id))) == 8
    assert asked() <= few + 2
