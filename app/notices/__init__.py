"""Notices to a unit or a person, read and acknowledged."""

from app.notices.many import Words, send_each
from app.notices.models import Notice

__all__ = ["Notice", "Words", "send_each"]
