"""Charges: which officer looks after which unit below, and which leader is over it."""

from app.progress.charges.models import Charge

__all__ = ["Charge"]
