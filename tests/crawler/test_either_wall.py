"""With one wall off, whichever it is, the other keeps every address as both do together."""

import sys

import pytest

from tests.crawler.asking import crossings
from tests.crawler.shares import SHARES, shares_of
from tests.crawler.walk import Crawl
from tests.tenancy.walls import lower_wall_one, lower_wall_two

AT_HOME = ("leader",)  # who may everything there
# Pages with a fresh secret, a fresh key, a fresh receipt, a mark of their own.
NEW_EACH_TIME = {
    "accounts.new_factor",
    "accounts.enrol",
    "wall.form",
    "wall.send",
    "outside.form",
    "outside.send",
    "visits.minutes_page",
}
LEAKY = ("initiatives.show", "reviews.approve", "toys.move", "toys.link", "progress.unit")


def _wall_one(world, unbound, patch):
    """A crawl with the first wall alone."""
    lower_wall_two(patch, unbound[0].app)
    return Crawl(*unbound, alone=True)


def _wall_two(world, unbound, patch):
    """A crawl with the second wall alone."""
    lower_wall_one(patch)
    return Crawl(*world, alone=True)


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.parametrize("share", range(SHARES))
def test_one_wall_is_enough(world, unbound, share):
    both = Crawl(*world)
    rules = shares_of(both.rules())[share]
    for rule in rules:
        both.learn(rule)
    asks = [
        (rule, ask)
        for rule in rules
        for ask in crossings(rule)
        if ask.place == ask.whose == "own" and ask.role in AT_HOME and ask.variant != "foreign"
    ]
    told = [both.told(rule, ask) for rule, ask in asks]
    for alone in (_wall_one, _wall_two):
        with pytest.MonkeyPatch.context() as patch:
            one = alone(world, unbound, patch)
            one.filler = both.filler
            for (rule, ask), before in zip(asks, told, strict=True):
                said = one.told(rule, ask)
                assert said == before or rule.endpoint in NEW_EACH_TIME, (alone, ask)
            one.walk(rules, cover=crossings)
        sys.stdout.write(f"{share}: {both.requests} + {one.requests} requests\n")
        faults = "\n".join(f"{what} | {ask}" for what, ask in one.findings.items())
        assert not faults, f"{alone}: {faults}"


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.parametrize("endpoint", LEAKY)
def test_without_the_walls_the_same_crawl_finds_leaks(unbound, monkeypatch, endpoint):
    """So the tests above can fail."""
    lower_wall_one(monkeypatch)
    lower_wall_two(monkeypatch, unbound[0].app)
    crawl = Crawl(*unbound, alone=True)
    rules = [rule for rule in crawl.rules() if rule.endpoint == endpoint]
    found = crawl.walk(rules, cover=crossings)
    assert any("answers 500" not in what for what in found), found
