"""The first page after signing in: what waits for me, by role."""

STARTS = ("app.home.layout",)
