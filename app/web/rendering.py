"""Answers: a page for a browser, its named blocks for htmx, and a redirect after a change."""

from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from htmx_flask import Htmx
from jinja2 import Environment, StrictUndefined
from jinja2_fragments.flask import render_blocks
from werkzeug.wrappers import Response as AnyResponse

from app import vietnamese
from app.web import once
from app.web.pages import page_url


def render(template: str, *blocks: str, status: int = 200, **context: Any) -> Response:
    """A page, or only its `blocks` when htmx asks for a part of it."""
    if blocks and is_fragment():
        body = render_blocks(template, list(blocks), **context)
    else:
        body = render_template(template, **context)
    response = make_response(body, status)
    response.vary.update(["HX-Request", "HX-Request-Type"])
    return response


def is_fragment() -> bool:
    """Whether htmx asks for a part of a page.

    htmx 4 says so in HX-Request-Type; a boosted or history-restoring request gets the page.
    """
    htmx = request.htmx  # type: ignore[attr-defined]
    return (
        bool(htmx)
        and request.headers.get("HX-Request-Type") == "partial"
        and not htmx.boosted
        and not htmx.history_restore_request
    )


def see_other(endpoint: str, **values: Any) -> AnyResponse:
    """What a change answers with: the address to look at next."""
    return redirect(url_for(endpoint, **values), 303)


class Components:
    """The macros of a template as a global: blocks rendered alone do not run top imports."""

    def __init__(self, environment: Environment, template: str) -> None:
        self._environment, self._template = environment, template

    def __getattr__(self, name: str) -> Any:
        return getattr(self._environment.get_template(self._template).module, name)


def init_app(app: Flask) -> None:
    """Strict templates with the components at hand everywhere."""
    Htmx(app)
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals["page_url"] = page_url
    environment.globals["once_key"] = once.new_key
    environment.globals["ui"] = Components(environment, "components/ui.html")
    environment.filters.update(
        count=vietnamese.count_text,
        day=vietnamese.day_text,
        dated=vietnamese.dated_text,
        moment=vietnamese.moment_text,
        money=vietnamese.money_text,
        money_short=vietnamese.money_short,
        masked_phone=vietnamese.mask_phone,
    )
    environment.globals["charts"] = Components(environment, "components/charts.html")
