"""Whatever happened to a file on its way: it ends in a list or in words, never in a fault."""

import os

import pytest
import sqlalchemy as sa

from app import jobs
from app.intake import Batch, BatchRow
from app.intake.judging import judge
from app.intake.listed import ListRefused
from app.intake.paper import ListFile
from app.intake.returned import returned_file
from tests.intake.mutants import Mutant, mutant, mutants
from tests.intake.test_intake_pages import hand_in
from tests.intake.test_judging import GROUPS, WINDOW

MANY = int(os.environ.get("SANGKIEN_BROKEN_LISTS", "100"))


def ending(one: Mutant) -> str:
    """ "read", or the code of the refusal if its words are a sentence."""
    try:
        if isinstance(one.data, str):
            file = ListFile.pasted(one.data, "Bảng dán")
        else:
            file = ListFile.read(one.data, "ds.xlsx")
    except ListRefused as refused:
        return refused.code if refused.message.strip().endswith(".") else "no words"
    rows = judge(file.paper, WINDOW, GROUPS)
    assert len(rows) == len(file.paper.rows)
    if one.seed % 10 == 0:
        returned_file(one.data, "ds", file.paper, {row.row: row.note for row in rows})
    return "read"


def test_mutated_files_end_in_a_list_or_in_words():
    endings = [ending(one) for one in mutants(MANY)]
    # A test that only ever saw refusals would show little.
    assert 10 < endings.count("read") < MANY
    assert len(set(endings)) > 4
    assert "no words" not in endings


def test_on_the_page_none_is_a_fault_or_half_a_list(app, signed_in, ids, as_unit):
    """One in five of them goes the whole way: handed in, looked at, taken, given back."""
    officer, unit = signed_in("officer.huyen-a1"), ids["huyen-a1"]
    answers = set()
    for one in mutants(MANY // 5):
        if isinstance(one.data, str):
            text = one.data.encode("utf-8", "replace").decode()  # as a browser sends it
            answer = hand_in(officer, unit, b"", "", about="cs-a11", pasted=text)
        else:
            answer = hand_in(officer, unit, one.data, f"{one.seed}.xlsx", about="cs-a11")
        answers.add(answer.status_code)
        assert answer.status_code in (303, 422), one.how
        if answer.status_code == 422:
            assert 'aria-invalid="true"' in answer.text, one.how
            continue
        with app.app_context():
            jobs.run("intake.lists")
        assert officer.get(answer.location).status_code == 200, one.how
        assert officer.submit(answer.location + "/taking").status_code in (303, 409), one.how
        assert officer.get(answer.location + "/faults").status_code in (200, 404), one.how
    assert answers == {303, 422}
    with as_unit("huyen-a1") as session:
        for batch in session.scalars(sa.select(Batch)):
            rows = sa.select(sa.func.count()).where(BatchRow.batch_id == batch.id)
            assert not batch.is_busy
            assert session.scalar(rows) == batch.total


@pytest.mark.parametrize("seed", range(3))
def test_a_seed_makes_the_same_file_again(seed):
    assert mutant(seed) == mutant(seed)


@pytest.mark.parametrize("seed", [336, 364, 520])
def test_a_part_whose_bytes_are_torn_is_refused_in_words(seed):
    assert ending(mutant(seed)) == "unreadable"


def test_half_a_sign_from_the_clipboard():
    assert ending(mutant(1070)) == "read"
