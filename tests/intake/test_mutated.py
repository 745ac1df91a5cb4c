"""Whatever happened to a file on its way: it ends in a list or in words, never in a fault."""

import os

import pytest

from app.intake.judging import judge
from app.intake.listed import ListRefused
from app.intake.paper import ListFile
from app.intake.returned import returned_file
from tests.intake.mutants import Mutant, mutant, mutants
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


@pytest.mark.parametrize("seed", range(3))
def test_a_seed_makes_the_same_file_again(seed):
    assert mutant(seed) == mutant(seed)


@pytest.mark.parametrize("seed", [336, 364, 520])
def test_a_part_whose_bytes_are_torn_is_refused_in_words(seed):
    assert ending(mutant(seed)) == "unreadable"


def test_half_a_sign_from_the_clipboard():
    assert ending(mutant(1070)) == "read"
