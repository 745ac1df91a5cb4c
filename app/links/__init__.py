"""The link on a factory wall: members without an account submit by it and follow by a receipt.

* `codes`                  what stands in the address, signed
* `models`                 links, and what came in by them
* `routes`, `poster`       the unit's own pages: the link, stopped or replaced, its poster
* `visitors`               the door that a link opens, patience and refusals: for other rooms, too
* `doors`                  what a visitor's request may read and write
* `wall`                   the visitor's pages
* `sheet`, `forms`         what the visitor's form says, kept sealed within it, and what it reads
* `photos`, `sending`      a photo kept before the database is asked, and the one submission
* `guesses`, `following`   an initiative by its code and the last digits of the telephone
* `standing`               how it stands, as far as that is told outside
"""

from app.links import following, photos, visitors
from app.links.forms import FollowForm
from app.links.guesses import Guess
from app.links.models import LinkSubmission, UnitLink
from app.links.sending import HOUR, TooMany, allowance

__all__ = [
    "HOUR",
    "FollowForm",
    "Guess",
    "LinkSubmission",
    "TooMany",
    "UnitLink",
    "allowance",
    "following",
    "photos",
    "visitors",
]

STARTS = ("app.links.wall",)
