"""Quotas: an append-only ledger of what was given to whom, and the balance beside it."""

from app.quotas.ledger import Ledger, Paper
from app.quotas.models import QuotaBalance, QuotaEntry

__all__ = ["Ledger", "Paper", "QuotaBalance", "QuotaEntry"]

STARTS = ("app.quotas.commands",)
