"""Every address of the house, asked by everybody, everywhere, for everything.

`python -m bench.soak` asks the full product instead of pairs.
"""

import os
import sys
import time

import pytest

from tests.crawler.walk import Crawl

SHARES = 4
MOST_REQUESTS = 10_000
WHOLE = os.environ.get("SANGKIEN_CRAWL") == "whole"
ONLY = os.environ.get("SANGKIEN_CRAWL_ENDPOINTS", "").split()


@pytest.mark.parametrize("share", range(SHARES))
def test_no_address_tells_or_changes_what_it_must_not(world, share):
    crawl, start = Crawl(*world), time.perf_counter()
    rules = [rule for rule in crawl.rules() if not ONLY or rule.endpoint in ONLY]
    crawl.walk(rules[share::SHARES], whole=WHOLE)
    seconds = time.perf_counter() - start
    sys.stdout.write(
        f"{share}: {crawl.requests} requests, {crawl.watch.restored} undone, {seconds:.0f} s\n"
    )
    assert not crawl.findings, "\n".join(f"{what} | {ask}" for what, ask in crawl.findings.items())
    assert WHOLE or crawl.requests <= MOST_REQUESTS / SHARES * 1.2
