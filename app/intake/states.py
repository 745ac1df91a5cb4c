"""What a batch is about: open for people, or in the worker's hands."""

READING, CHECKED, TAKING, UNDOING, REFUSED = "reading", "checked", "taking", "undoing", "refused"
BUSY = (READING, TAKING, UNDOING)
AT_ONCE = 500
"""Rows of one transaction: others wait for it no longer than they notice."""
