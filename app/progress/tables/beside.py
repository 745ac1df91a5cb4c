"""A stage under two programmes: the nation's quota and a local one, over the same counts."""

from collections.abc import Sequence

from app.programmes import Window


def beside(window: Window, windows: Sequence[Window]) -> Window | None:
    """The other programme over the same stage, the nearest one; None where there is none."""
    others = [w for w in windows if w.stage.id == window.stage.id and w != window and not w.below]
    return others[-1] if others else None
