"""A canary is caught wherever it is not at home."""

import pytest

from tests.crawler.canaries import foreign


@pytest.mark.parametrize("text", ["canary5own", "Canary2Own", "x canary4down", "canary5down"])
def test_a_canary_of_another_unit_is_caught(text):
    assert foreign(text, inside={3}, above={1, 2})


@pytest.mark.parametrize("text", ["canary3own", "canary3down", "canary2down", "canary"])
def test_a_canary_of_ones_own_is_not(text):
    assert not foreign(text, inside={3}, above={1, 2})
