"""The only commit of a request: below 400 it commits, else it rolls back."""

from flask import Flask, Response

from app.db import db


def init_app(app: Flask) -> None:
    """Settle the session when the answer is known, before it is sent."""
    app.after_request(settle)


def settle(response: Response) -> Response:
    """Commit what the request did, or nothing of it."""
    if response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response
