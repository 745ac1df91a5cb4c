"""Quotas: plans, an append-only ledger of what was given to whom, and the balance beside it."""

from app.quotas.apportioning import share_out
from app.quotas.decisions import QuotaDecision
from app.quotas.ledger import Ledger, Paper
from app.quotas.models import QuotaBalance, QuotaEntry
from app.quotas.plans import Plan, PlanEdit
from app.quotas.requests import QuotaRequest
from app.quotas.tasks import waiting

__all__ = [
    "Ledger",
    "Paper",
    "Plan",
    "PlanEdit",
    "QuotaBalance",
    "QuotaDecision",
    "QuotaEntry",
    "QuotaRequest",
    "share_out",
    "waiting",
]

STARTS = ("app.quotas.commands", "app.quotas.check_commands", "app.quotas.sheet_commands")
