"""Every address of the house, asked by everybody, everywhere, for everything.

`python -m bench.soak` asks the full product instead of gates.
"""

import os
import sys
import time

import pytest
from werkzeug.routing import Rule

from tests.crawler import sums
from tests.crawler.asking import everything
from tests.crawler.shares import SHARES, Tally, shares_of
from tests.crawler.walk import Crawl

MOST_PER_ADDRESS = 48
"""Requests for an address, in the mean: a house that grows may ask more, but not of each."""
WHOLE = os.environ.get("SANGKIEN_CRAWL") == "whole"
ONLY = os.environ.get("SANGKIEN_CRAWL_ENDPOINTS", "").split()
# What needs something from outside the house to be answered with yes.
OUT_OF_REACH = {("accounts.enrol", "POST")}  # a phone that counts with the secret just shown


def of_the_house(crawl: Crawl) -> list[Rule]:
    """Every address but the toys', which stand in the house for the seeds."""
    return [rule for rule in crawl.rules() if not rule.endpoint.startswith("toys.")]


@pytest.mark.parametrize("share", range(SHARES))
def test_no_address_tells_or_changes_what_it_must_not(world, tmp_path_factory, share):
    crawl, start = Crawl(*world), time.perf_counter()
    rules = [
        rule for rule in shares_of(of_the_house(crawl))[share] if rule.endpoint in ONLY or not ONLY
    ]
    crawl.walk(rules, cover=everything if WHOLE else None)
    seconds = time.perf_counter() - start
    sys.stdout.write(
        f"{share}: {crawl.requests} requests, {crawl.watch.restored} undone, {seconds:.0f} s\n"
    )
    assert not crawl.findings, "\n".join(f"{what} | {ask}" for what, ask in crawl.findings.items())
    assert crawl.doors(rules) - crawl.reached <= OUT_OF_REACH, "nobody with the right got through"
    assert sums.promised(rules) <= crawl.summed, "a page no longer shows its sum"
    total = Tally(tmp_path_factory).add("crawl", share, crawl.requests)
    addresses = len(of_the_house(crawl))
    assert WHOLE or (total or 0) <= MOST_PER_ADDRESS * addresses, f"{total} of {addresses}"


def test_every_address_is_in_one_share(world):
    rules = of_the_house(Crawl(*world))
    shared = [rule for share in shares_of(rules) for rule in share]
    assert sorted(map(id, shared)) == sorted(map(id, rules))
    assert len(rules) > 70


def test_the_last_share_knows_the_sum(tmp_path_factory):
    tally = Tally(tmp_path_factory)
    sums = [tally.add("sum of a test", share, 10**share) for share in range(SHARES)]
    assert sums == [None] * (SHARES - 1) + [1111]
