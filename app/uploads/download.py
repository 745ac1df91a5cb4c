"""Sending a file out: to be saved, never to be opened as a page of ours."""

from collections.abc import Iterator
from typing import Any

from flask import Response
from werkzeug.datastructures import Headers

from app.uploads.names import disposition

MEDIA = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
POLICY = "sandbox; default-src 'none'"


class Download(Response):
    """A kept file as an answer. Its own policy is stricter than that of pages and stands last."""

    def __init__(self, name: str, kind: str, content: bytes | Iterator[bytes]) -> None:
        super().__init__(content, mimetype=MEDIA[kind])
        self.headers["Content-Disposition"] = disposition(name)

    def get_wsgi_headers(self, environ: Any) -> Headers:
        headers = super().get_wsgi_headers(environ)
        headers["Content-Security-Policy"] = POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        return headers
