"""Who is at a desk, and whether a request lies on it."""

from app.access import Permission
from app.accounts import Membership
from app.support.models import Request
from app.support.refusals import NotAColleague, NotOnYourDesk
from app.units import Unit


def must_be_here(request: Request, here: Unit) -> None:
    """:raises NotOnYourDesk: another unit has it in hand"""
    if not request.lies_on(here):
        raise NotOnYourDesk()


def colleagues(here: Unit) -> list[Membership]:
    """Who answers at a unit, by name."""
    return Membership.holding(here, Permission.ANSWER)


def colleague(here: Unit, account_id: int) -> Membership:
    """:raises NotAColleague: that account does not answer there"""
    found = next((post for post in colleagues(here) if post.account_id == account_id), None)
    if found is None:
        raise NotAColleague()
    return found
