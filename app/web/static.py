"""Addresses of static files that change with their content, so that browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Make `static_url` known to templates and let hashed files be kept for a year."""
    app.jinja_env.globals["static_url"] = static_url
    app.after_request(_keep)


def static_url(name: str) -> str:
    """The address of a static file with a mark of its content."""
    return url_for("static", filename=name, v=_mark(current_app.static_folder or "", name))


@cache
def _mark(folder: str, name: str) -> str:
    return hashlib.sha256(Path(folder, name).read_bytes()).hexdigest()[:12]


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args:
        response.cache_control.public = True
        response.cache_control.max_age = YEAR
        response.cache_control.immutable = True
    return response
