"""People who sign in, and the posts that give them a role at a unit."""

from app.accounts.door import looking
from app.accounts.models import Account, Membership, ended

__all__ = ["Account", "Membership", "ended", "looking"]

STARTS = (
    "app.accounts.https",
    "app.accounts.entrance",
    "app.accounts.devices",
    "app.accounts.commands",
)
