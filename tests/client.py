"""The test client is a linter: every HTML answer is parsed and held to the house's rules."""

import re
from typing import Any

from flask import Flask, request_finished
from flask.testing import FlaskClient
from justhtml import JustHTML
from werkzeug.test import TestResponse

from app.db import db
from tests.world import PASSWORD

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
TOKENLESS = ("/n/", "/tra-cuu")  # forms of visitors, who have no authority to ride on
VERBS = ("get", "post", "put", "patch", "delete")


class Client(FlaskClient):
    """A browser without eyes. `htmx=True` asks as htmx does for a part of a page."""

    csrf: str | None = None

    def open(self, *args: Any, htmx: bool = False, **options: Any) -> TestResponse:
        if htmx:
            marks = {"HX-Request": "true", "HX-Request-Type": "partial"}
            options["headers"] = {**marks, **options.get("headers", {})}
        with request_finished.connected_to(_settled, self.application):
            response = super().open(*args, **options)
        if response.mimetype == "text/html" and response.status_code not in (302, 303):
            lint(response.text, whole=not htmx)
            found = TOKEN.search(response.text)
            self.csrf = found[1] if found else self.csrf
        return response

    def submit(self, address: str, data: dict[str, Any] | None = None, **options: Any):  # type: ignore[no-untyped-def]
        """Post a form with the token of the last page seen."""
        if self.csrf is None:
            self.get("/", follow_redirects=True)
        options.setdefault("headers", {})["Referer"] = "http://localhost/"
        return self.post(address, data={"csrf_token": self.csrf, **(data or {})}, **options)

    def sign_in(self, login: str, password: str = PASSWORD) -> "Client":
        self.get("/accounts/sign-in")
        answer = self.submit("/accounts/sign-in", {"login": login, "password": password})
        assert answer.status_code == 303, "sign-in was refused"
        self.csrf = None  # the session is a new one
        return self


def _settled(app: Flask, **extra: Any) -> None:
    session = db.session()
    left = [*session.new, *session.dirty, *session.deleted]
    assert not left, f"the session was neither committed nor rolled back: {left}"


def lint(html: str, *, whole: bool) -> None:
    """Fail on what no page of the house may have."""
    if whole:
        document = JustHTML(html, sanitize=False, collect_errors=True)
        assert not document.errors, f"bad HTML: {[str(e) for e in document.errors[:3]]}"
        headings = document.query("h1")
        assert len(headings) == 1, f"{len(headings)} h1 on a page"
        title, heading = text_of(document.query("title")[0]), text_of(headings[0])
        assert title.startswith(heading), f"title {title!r} does not begin with {heading!r}"
    else:
        inside = f"<table>{html}</table>" if html.lstrip().startswith("<tr") else html
        document = JustHTML(f"<!doctype html><title>x</title>{inside}", sanitize=False)
    ids = [e.attrs["id"] for e in document.query("[id]")]
    assert len(ids) == len(set(ids)), f"twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    for form in document.query("form"):
        if form.attrs.get("method", "get").lower() == "post":
            assert form.attrs.get("action"), "a form without an address"
            action = form.attrs["action"]
            token = form.query("input[name=csrf_token]")
            assert token or action.startswith(TOKENLESS), f"no token: {action}"
    for verb in VERBS:
        for element in document.query(f"[hx-{verb}]"):
            plain = element.attrs.get("href") or element.attrs.get("action")
            assert plain, f"hx-{verb} without an address for browsers: {element.attrs}"


def text_of(element: Any) -> str:
    return " ".join(element.to_text().split())
