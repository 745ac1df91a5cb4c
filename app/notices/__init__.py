"""Notices to a unit or a person, read and acknowledged."""

from app.notices.models import Notice

__all__ = ["Notice"]
