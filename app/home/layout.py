"""What the frame of every page shows: menu, person, units to work at, practice clock."""

from functools import cached_property
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext as _

from app import clock
from app.db import db
from app.vietnamese import moment_text
from app.web import theme
from app.web.room import Menu, Room


def init_app(app: Flask) -> None:
    """Give every page its frame."""
    app.context_processor(frame)


def frame() -> dict[str, Any]:
    """Context of the layouts. The menu is asked for only when a whole page is drawn."""
    menu = _Menu()
    person = g.get("person")
    return {
        "theme": theme.chosen(),
        "practice": _practice(),
        "person": {"name": person.full_name, "office": _office()} if person else None,
        "unit_choices": _choices(person.posts) if person else [],
        "crumbs": _crumbs(),
        "nav": menu,
        "here": g.get("unit"),
        "can": g.get("rights", frozenset()),
    }


class _Menu:
    """The entries this person may use, in their order; a list once somebody looks."""

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        rooms = [room for room in current_app.blueprints.values() if isinstance(room, Room)]
        entries = sorted((m for room in rooms for m in room.menu), key=lambda m: m.order)
        entries = [m for m in entries if "unit" in g and m.access in g.rights]
        counts = _counts(entries)
        return [
            {
                "label": str(entry.label),
                "icon": entry.icon,
                "href": url_for(entry.endpoint),
                "count": counts.get(entry.endpoint),
                "current": request.blueprint in (entry.endpoint.split(".")[0], *entry.leads_to),
            }
            for entry in entries
        ]

    def __iter__(self) -> Any:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, index: Any) -> Any:
        return self.entries[index]


def _counts(entries: list[Menu]) -> dict[str, int]:
    """The numbers beside entries, by endpoint, in one statement."""
    queries = {m.endpoint: m.count().scalar_subquery() for m in entries if m.count}
    if not queries:
        return {}
    return dict(zip(queries, db.session.execute(sa.select(*queries.values())).one(), strict=True))


def _practice() -> str | None:
    if not clock.is_practice():
        return None
    return _("Dữ liệu minh họa, đồng hồ diễn tập: %(moment)s", moment=moment_text(clock.now()))


def _office() -> str | None:
    return f"{g.post.office}, {g.post.unit_name}" if "post" in g else None


def _choices(posts: Any) -> list[dict[str, Any]]:
    here = g.get("post")
    return [
        {
            "label": post.unit_name,
            "href": url_for("home.start", unit_id=post.unit_id),
            "current": post == here,
        }
        for post in posts
    ]


def _crumbs() -> list[dict[str, Any]]:
    """The units above down to this one; those the person has a post over are links."""
    if "unit" not in g:
        return []
    return [
        {
            "name": unit.short_name,
            "href": url_for("home.start", unit_id=unit.id)
            if g.person.posts_over(unit.path)
            else None,
        }
        for unit in [*g.above, g.unit]
    ]
