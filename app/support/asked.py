"""What is asked, and from where: plain facts before there is a request."""

from dataclasses import dataclass

from app.support.states import Came


@dataclass(frozen=True)
class Where:
    """What the asker was looking at: an address of the house, and the row it was about."""

    page: str | None = None
    initiative_id: int | None = None
    batch_id: int | None = None
    row_id: int | None = None


@dataclass(frozen=True)
class Sent:
    """A form of somebody without an account: its key, and a keyed hash of what it says."""

    key: str
    digest: str


@dataclass(frozen=True)
class Asked:
    """What is asked, by whom and how. `author` wrote what is to be entered, if not the asker."""

    category: str
    subject: str
    text: str
    asker: str
    where: Where = Where()
    obstacle: str | None = None
    phone: str | None = None
    way: Came = Came.PAGE
    author: str | None = None
    sent: Sent | None = None
