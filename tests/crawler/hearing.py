"""What came back, in words: headers, flashes, the body, files unpacked."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from flask import Flask

CLOCK = re.compile(r"(diễn tập: )\d\d:\d\d")  # the practice clock ticks between two answers
SECRETS = re.compile(r'(csrf_token" value="|X-CSRFToken&#34;: &#34;|name="once" value=")[^"&]+')


@dataclass(frozen=True)
class Answer:
    """What came back; `said` is all its words: headers, flashes, body, files unpacked."""

    status: int
    location: str
    said: str
    body: str
    headers: tuple[tuple[str, str], ...] = ()
    trouble: str = ""


def heard(app: Flask, response: Any) -> Answer:
    """An answer in words."""
    parts = [f"{name}: {unquote(value)}" for name, value in response.headers]
    parts += [str(_session(app, cookie)) for cookie in response.headers.getlist("Set-Cookie")]
    data = response.get_data()
    parts += [text.decode(errors="replace") for text in _unpacked(data)]
    text = "" if data.startswith(b"PK") else data.decode(errors="replace")
    body = CLOCK.sub(r"\1", SECRETS.sub(r"\1", text))
    dull = {"Set-Cookie", "Content-Length", "Location", "Date"}
    headers = tuple((n, v) for n, v in response.headers if n not in dull)
    return Answer(
        response.status_code, response.headers.get("Location", ""), "\n".join(parts), body, headers
    )


def _unpacked(data: bytes) -> Iterator[bytes]:
    if not data.startswith(b"PK"):
        yield data
        return
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            yield name.encode()
            yield from _unpacked(book.read(name))


def _session(app: Flask, cookie: str) -> Any:
    name, _, value = cookie.partition(";")[0].partition("=")
    if name != app.config["SESSION_COOKIE_NAME"]:
        return ""
    kept: Any = app.session_interface
    try:
        return kept.get_signing_serializer(app).loads(value)
    except Exception:
        return ""
