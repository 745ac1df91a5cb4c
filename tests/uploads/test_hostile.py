"""Hostile files meet a child with limits: each gets its verdict, and the worker lives on."""

import os
from pathlib import Path

import pytest

from app.uploads import limited, runner
from tests.uploads import files
from tests.uploads.hostile import CASES, HARMLESS, SHEET, UPLOAD, judged


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_refused_or_harmless_within_the_limits(name):
    case = CASES[name]
    verdict, done = judged(case.child, case.make())
    assert verdict in case.verdicts
    assert done.killed or (done.peak * 1024 <= limited.MEMORY)
    assert done.killed or (done.seconds <= limited.CPU_SECONDS)


def test_after_a_file_that_hits_the_limits_the_worker_takes_the_next():
    assert judged(SHEET, files.blank_rows())[0] != HARMLESS
    assert judged(UPLOAD, files.picture())[0] == HARMLESS


@pytest.fixture
def child(tmp_path):
    """`child("print(1)")`: what is left of a child of that code."""

    def run(code: str, **options: float) -> runner.Done:
        script = tmp_path / "child.py"
        script.write_text(code)
        return runner.run(Path(script), b"given", **options)

    return run


def test_a_child_reads_what_it_is_given_and_says_what_it_used(child):
    done = child("import sys; print(sys.stdin.read())")
    assert (done.code, done.output) == (0, b"given\n")
    assert done.seconds > 0 and done.peak > 1_000


def test_a_child_stands_under_its_limits(child):
    said = child(
        "import resource as r, sys\n"
        "for limit in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_CORE):\n"
        "    print(*r.getrlimit(limit))\n"
        "print(*sorted({'flask', 'sqlalchemy'} & set(sys.modules)))\n"
    ).output.split(b"\n")
    assert said[:4] == [b"536870912 536870912", b"10 10", b"67108864 67108864", b"0 0"]
    assert said[4] == b"", "the house is not started in the child"


def test_a_child_finds_no_settings_of_ours(child, monkeypatch):
    monkeypatch.setenv("SANGKIEN_SECRET_KEY", "ours alone")
    assert b"ours alone" not in child("import os; print(dict(os.environ))").output


def test_too_much_memory_ends_the_child_alone(child):
    done = child("x = bytearray(600 * 2**20)")
    assert done.code != 0
    assert done.peak * 1024 < limited.MEMORY


def test_too_much_work_ends_the_child_alone(child):
    spin = "import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    assert child(spin).killed


def test_a_child_that_sleeps_is_ended(child):
    assert child("import time; time.sleep(9)", wall=0.3).killed


def test_a_child_that_writes_without_end_is_ended(child):
    done = child("import sys\nwhile True: sys.stdout.write('x' * 2**20)")
    assert done.code != 0
    assert len(done.output) <= limited.WRITTEN


def test_few_children_run_at_once():
    assert runner._turns._initial_value == runner.AT_ONCE < os.cpu_count() * 2
