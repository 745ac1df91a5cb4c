"""For any tree, roster and absence: exactly one desk, in the asker's line and never below it."""

import datetime as dt
import random

import pytest

from app.support.routing import Turn, desk_of, may_lie, next_desk, there
from app.tenancy import Scope

DAY = dt.date(2023, 3, 6)
SEEDS = range(60)


def tree(dice: random.Random) -> list[str]:
    """Paths of a tree of any form, the root first."""
    paths = ["0001."]
    for number in range(2, dice.randrange(3, 30)):
        paths.append(f"{dice.choice(paths)}{number:04}.")
    return paths


def roster(dice: random.Random) -> tuple[Turn, ...]:
    def day() -> dt.date | None:
        return dice.choice([None, DAY + dt.timedelta(days=dice.randrange(-3, 4))])

    return tuple(
        Turn(
            account_id=dice.choice([None, 1, 2, 3]),
            since=day(),
            until=day(),
            away_since=day(),
            away_until=day(),
            has_stand_in=dice.random() < 0.4,
            stand_in_id=dice.choice([None, 1, 2, 3]),
        )
        for _number in range(dice.choice([0, 0, 1, 2, 3]))
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_request_lies_on_one_desk_of_the_askers_line(seed):
    dice = random.Random(seed)
    paths = tree(dice)
    rosters = {path: roster(dice) for path in paths}
    asker, own = dice.choice(paths), dice.random() < 0.5
    desk = desk_of(asker, rosters, DAY, own=own)
    line = [*Scope(asker).ancestors, asker]
    assert desk in line
    assert may_lie(desk, asker)
    manned = [path for path in line if there(rosters[path], DAY)]
    if not own and len(line) > 1:
        assert desk != asker
        manned = [path for path in manned if path != asker]
    if manned and (own or len(line) > 1):
        assert desk == manned[-1], "somebody nearer is on duty"
    elif len(line) > 1:
        assert desk == line[-2], "nobody is on duty: the unit above"
    else:
        assert desk == asker


@pytest.mark.parametrize("seed", SEEDS)
def test_what_nobody_answers_climbs_until_the_root(seed):
    dice = random.Random(seed)
    paths = tree(dice)
    rosters = {path: roster(dice) for path in paths}
    asker = dice.choice(paths)
    desk: str | None = desk_of(asker, rosters, DAY, own=True)
    seen = []
    while desk is not None:
        assert may_lie(desk, asker)
        assert desk not in seen
        assert all(len(desk) < len(before) for before in seen)
        seen.append(desk)
        desk = next_desk(desk, rosters, DAY)
    assert seen[-1] == paths[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_lies_beside_the_line_changes_nothing(seed):
    dice = random.Random(seed)
    paths = tree(dice)
    rosters = {path: roster(dice) for path in paths}
    asker = dice.choice(paths)
    own_line = {path: rosters[path] for path in [*Scope(asker).ancestors, asker]}
    assert desk_of(asker, rosters, DAY, own=True) == desk_of(asker, own_line, DAY, own=True)


def test_a_stand_in_who_is_away_himself_does_not_stand_in():
    away = {"away_since": DAY, "away_until": DAY}
    one = Turn(account_id=1, has_stand_in=True, stand_in_id=2, **away)
    assert there([one], DAY) == [(one, True)]
    assert there([one, Turn(account_id=2, **away)], DAY) == []
