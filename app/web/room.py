"""A room: a blueprint whose every endpoint has a lock, and which knows its place in the menu.

A room called "reviews" answers under /u/<unit>/reviews/, its few pages that belong to no unit
under /reviews/. The lock is a keyword of each route; leaving it out is an error at import.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, abort, g, request
from sqlalchemy import Select
from werkzeug.routing import IntegerConverter

from app.web import once
from app.web.errors import SignInRequired, SignInUnfinished


class Open(Enum):
    """Locks that ask for less than a right at a unit."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"


LARGEST_ID = 2**31 - 1  # what both databases keep; an address beyond it leads nowhere


class IdConverter(IntegerConverter):
    """A number in an address that a database can look up."""

    def __init__(self, map: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(map, *arguments, **{"max": LARGEST_ID, **options})


def init_app(app: Flask) -> None:
    """Let `<int:…>` in addresses stand for an id."""
    app.url_map.converters["int"] = IdConverter


PUBLIC, SIGNED_IN = Open.PUBLIC, Open.SIGNED_IN


@dataclass(frozen=True)
class Menu:
    """An entry of the side menu: it leads to `endpoint` and shows a number beside its label.

    `count` gives a select of that number; the frame asks for all of them in one statement.
    `leads_to` names further rooms that have no entry of their own.
    """

    order: int
    label: Any
    icon: str
    endpoint: str
    access: Any
    count: Callable[[], Select[Any]] | None = None
    leads_to: tuple[str, ...] = ()


class Room(Blueprint):
    """A blueprint of one room. `path` is its name in addresses, the room's own if not given.

    :param door: its pages ask nobody to sign in and open a scope by themselves
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        path: str | None = None,
        menu: Any = (),
        door: bool = False,
    ):
        super().__init__(name, import_name)
        self.door = door
        self.path = f"/{name}" if path is None else path
        self.menu: tuple[Menu, ...] = tuple(menu)

    def route(  # type: ignore[override]
        self, rule: str, *, access: Any, at_unit: bool = True, **options: Any
    ) -> Callable[..., Any]:
        """Register a view behind its lock: a right at the unit, `SIGNED_IN` or `PUBLIC`."""
        prefix = f"/u/<int:unit_id>{self.path}" if at_unit else self.path
        register = super().route(prefix + rule, **options)

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            register(_locked(view, access))
            return view

        return decorate


def _locked(view: Callable[..., Any], access: Any) -> Callable[..., Any]:
    @wraps(view)
    def entered(**arguments: Any) -> Any:
        if access is not PUBLIC and not g.get("person"):
            raise SignInRequired()
        if access is not PUBLIC and g.get("unfinished"):
            raise SignInUnfinished()
        if not isinstance(access, Open) and access not in g.get("rights", ()):
            abort(403)
        if request.method == "POST" and once.FIELD in request.form:
            return once.answer(view, arguments)
        return view(**arguments)

    entered.access = access  # type: ignore[attr-defined]
    return entered
