"""The national portal: what is not there yet, and what its figures say beside ours."""

from app.portal.room import Asked

__all__ = ["Asked"]
