"""The crawler finds leaks: each is sown alone, and only its own address is crawled."""

import pytest

from tests.crawler import (  # noqa: F401  (they fill SEEDS)
    seeds,
    seeds_of_locks,
    seeds_of_sums,
    seeds_that_write,
)
from tests.crawler.sowing import SEEDS, Field
from tests.crawler.walk import Crawl


def test_there_are_enough_seeds():
    assert len(SEEDS) >= 30
    assert len({sow.__name__ for _endpoint, sow in SEEDS}) == len(SEEDS)


@pytest.mark.parametrize(("endpoint", "sow"), [pytest.param(*s, id=s[1].__name__) for s in SEEDS])
def test_a_seed_is_found(world, monkeypatch, endpoint, sow):
    crawl = Crawl(*world)
    sow(Field(crawl.aviary.app, monkeypatch, endpoint, crawl.aviary.places["sibling"]))
    rules = [rule for rule in crawl.rules() if rule.endpoint == endpoint]
    found = crawl.walk(rules, to_the_first=True)
    assert found, f"{crawl.requests} requests found nothing"
    broken = all("answers 500" in fault for fault in found)
    assert not broken or "breaks" in sow.__name__, "a seed that breaks the page says nothing"


def test_a_room_that_nobody_has_listed_is_crawled(world):
    rules = {rule.endpoint for rule in Crawl(*world).rules()}
    assert {"toys.found", "toys.file", "toys.move", "toys.link"} <= rules
