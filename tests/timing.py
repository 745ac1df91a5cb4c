"""Closes every run with a table: tests and seconds per folder.

A fixture's start counts to the folder that needed it first. Under xdist the seconds of all
workers are added up, so together they exceed what the clock on the wall shows.
"""

from collections import Counter

import pytest

_tests: Counter[str] = Counter()
_seconds: Counter[str] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    folder = report.nodeid.partition("::")[0].rpartition("/")[0] or "."
    _seconds[folder] += report.duration
    _tests[folder] += report.when == "setup"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _tests:
        return
    terminalreporter.section("seconds per folder")
    width = max(map(len, _tests))
    for folder, seconds in [*_seconds.most_common(), ("", _seconds.total())]:
        count = _tests[folder] if folder else _tests.total()
        terminalreporter.write_line(f"{folder:<{width}} {count:>6} {seconds:>8.2f}")
