"""Hours of mail, minute by minute, with a server that fails at random: nothing is slept through."""

import random
from dataclasses import dataclass, field

from tests.mail.conftest import at_minute, letters, rounds, write
from tests.mail.servers import Post

FAULTS = ("hang", "slow", "refused", "closed", "drop", "grey", "full", "later")
BREATH = 60
"""Minutes at the end in which the server works: nothing waits longer for its next try."""


@dataclass
class Hours:
    """So many hours from the world's own moment.

    Each mood of the server lasts some minutes; letters are written meanwhile, by chance.
    """

    post: Post
    dice: random.Random
    readers: list[tuple[int, str]]
    hours: int = 4
    written: list[str] = field(default_factory=list)
    moods: set[str] = field(default_factory=set)

    def walk(self) -> None:
        """Let the hours go by."""
        end, until = self.hours * 60, 0
        for minute in range(end + 1):
            if minute >= end - BREATH:
                self._be("well")
            elif minute >= until:
                until = minute + self.dice.randrange(1, 12)
                self._be(self.dice.choice([*FAULTS, "well"]))
            if minute < end - BREATH and self.dice.random() < 0.2:
                self._write(minute)
            rounds(minute)

    def _be(self, mood: str) -> None:
        self.moods.add(mood)
        if mood == "refused":
            self.post.refuse()
        else:
            self.post.mode = mood
            self.post.open()

    def _write(self, minute: int) -> None:
        account, unit = self.dice.choice(self.readers)
        number = write(account, unit, len(self.written), at=at_minute(minute)())
        assert number
        self.written.append(number)

    def check(self) -> None:
        """No letter is lost, and none comes twice but one that was taken without a word."""
        assert sorted(self.post.ids) == sorted(self.written)
        assert {row.state for row in letters().values()} == {"sent"}
        unheard = {letter["Message-ID"] for letter in self.post.dropped}
        assert unheard <= set(self.written), "it comes again under its own Message-ID"
