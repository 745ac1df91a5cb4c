"""What a page offers and shows must not ask for more than its own lock did.

Nothing says which right a page ought to need. It follows from what stands on it: a form needs the
right of the address that it posts to, a link that of the page it leads to, and rows of some tables
and whole telephone numbers need a right of their own. A page under too weak a lock gives them to
somebody who lacks it.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.access import Permission
from app.web.room import PUBLIC, Open
from tests.crawler.aviary import NOBODY, Aviary

P = Permission
# Who may read rows of a table, where that is not everybody who may look at the unit.
READERS: dict[str, set[Permission]] = {
    "journal_line": {P.READ_JOURNAL},
    "factor_reset": {P.MANAGE_PEOPLE},
    "invitation": {P.MANAGE_PEOPLE},
    "batch": {P.TAKE_IN, P.SET_PROGRAMME},  # how many are due is on the page of terms
}
PHONE = re.compile(r"\b09\d{8}\b")  # as `desks` writes them
OF_PERSONS = {P.ENTER, P.CONFIRM, P.DECIDE, P.TAKE_IN, P.ERASE}
VERBS = {f"hx-{method}": method.upper() for method in ("get", "post", "put", "patch", "delete")}


class Offers(HTMLParser):
    """(method, address) of every form, link and htmx request of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        said = {name: value or "" for name, value in attrs}
        self.found |= {(verb, said[name]) for name, verb in VERBS.items() if name in said}
        if tag == "form":
            self.found.add((said.get("method", "get").upper(), said.get("action", "")))
        elif tag == "a" and "href" in said:
            self.found.add(("GET", said["href"]))


def faults(aviary: Aviary, role: str, html: str) -> Iterator[str]:
    """The addresses on a page that are closed to whoever it was shown to."""
    parser = Offers()
    parser.feed(html)
    addresses = aviary.app.url_map.bind("localhost")
    for method, address in sorted(parser.found):
        path = urlsplit(address).path
        if not path.startswith("/"):
            continue
        try:
            endpoint, values = addresses.match(path, method=method)
        except (HTTPException, RequestRedirect):
            continue  # dead links are found elsewhere
        if not _opens(aviary, role, endpoint, values):
            yield f"offers {method} {endpoint} to somebody without the right"


def _opens(aviary: Aviary, role: str, endpoint: str, values: Any) -> bool:
    access = getattr(aviary.app.view_functions[endpoint], "access", PUBLIC)
    if isinstance(access, Open):
        return access is PUBLIC or role != NOBODY
    rights = aviary.people[role].rights(aviary.paths.get(values["unit_id"], "-"))
    return role != NOBODY and access in (rights or ())


def too_much(rights: frozenset[Permission], body: str, read: set[str]) -> Iterator[str]:
    """Rows and numbers that nobody with these rights may be shown."""
    for table in sorted(read & READERS.keys()):
        if not rights & READERS[table]:
            yield f"reads {table} for somebody without the right"
    if not rights & OF_PERSONS and PHONE.search(body):
        yield "shows a whole telephone number to somebody without the right"
