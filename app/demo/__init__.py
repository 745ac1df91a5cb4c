"""The demo: the five dispatches' units, quotas and counts, filled with invented initiatives.

`flask demo load` builds it in one transaction; the figures come from `data/facts.json` alone.
"""

STARTS = ("app.demo.commands",)
