"""Snapshots: a table kept as it was, signed and sealed; read again and taken from one another."""

from app.progress.snapshots.models import Snapshot

__all__ = ["Snapshot"]
