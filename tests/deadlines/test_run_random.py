"""Random rules, calendars, cut-offs, counts and clocks: what comes of them is what loops find.

No message goes out in quiet hours or on a day off, none is lost, none goes twice, none to a unit
outside the rule's subtree. `make soak` has many more lives (SANGKIEN_RANDOM_RUNS).
"""

import datetime as dt
import os
import random
from collections import Counter

import pytest

from app import clock
from app.deadlines import Judged, Reminder
from app.deadlines.run import run
from app.notices import Notice
from app.workdays import DAY
from tests.deadlines.laying import at, codes, everything, rows
from tests.deadlines.lives import BEGIN, DAYS, PARENT, Life, chance_time

LIVES = int(os.environ.get("SANGKIEN_RANDOM_RUNS", "8"))


def moments(dice: random.Random) -> list[dt.datetime]:
    """When runs are made: most mornings, at odd times, and not at all for days."""
    found = set()
    day = BEGIN
    while day < BEGIN + DAY * DAYS:
        found.add(at(day, "08:00"))
        for _more in range(dice.choice((0, 0, 1, 2))):
            found.add(dt.datetime.combine(day, chance_time(dice), clock.HANOI))
        day += DAY * dice.choice((1, 1, 2, 3, 6, 9))
    return sorted(found)


@pytest.mark.parametrize("seed", range(LIVES))
def test_what_goes_out_is_what_should(app, seed):
    dice = random.Random(seed)
    life = Life(dice)
    with app.app_context():
        with everything():
            life.lay_down()
        for moment in moments(dice):
            life.run(moment)
            run(moment)
            if dice.random() < 0.2:
                run(moment)  # twice is once
            if dice.random() < 0.3:
                with everything():
                    life.change(dice.choice(list(PARENT)))
        name, reminders = codes(), rows(Reminder)
        notices = [n for n in rows(Notice) if n.sent_at >= at(BEGIN)]
    found = {
        (name[r.unit_id], name[r.about_unit_id], r.rule_id, r.due): r.became for r in reminders
    }
    assert found == life.became
    assert len(found) == len(reminders), "one was made twice"
    told = Counter((n.sent_at, name[n.unit_id]) for n in notices)
    assert told == Counter(life.told), "a notice was lost, or went out twice"
    for moment, code in told:
        assert not life.workdays(code).is_quiet(moment)
    sent = {r.id for r in reminders if r.became == "sent"}
    assert all(r.merged_into in sent for r in reminders if r.became == "merged")
    assert all((r.text is not None) == (r.became == "sent") for r in reminders)


def test_the_lives_are_worth_living(app):
    """Among a few lives every way in which a reminder may end comes up, and often enough."""
    became = Counter[str]()
    with app.app_context():
        for seed in range(4):
            dice = random.Random(seed)
            life = Life(dice)
            with everything() as session:
                life.lay_down()
                session.rollback()
            for moment in moments(dice):
                life.run(moment)
            became += Counter(life.became.values())
        assert rows(Judged) == []
    assert became["sent"] > 30
    assert became["merged"] > 8
    assert became["spared"] + became["held"] > 3
