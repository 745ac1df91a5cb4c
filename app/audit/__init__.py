"""The journal as a unit's leader reads it, and the commands that seal and check it."""

STARTS = ("app.audit.commands",)
