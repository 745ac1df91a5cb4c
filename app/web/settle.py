"""The only commit of a request: below 400 it commits, else it rolls back."""

from flask import Flask, Response, current_app, session

from app.db import db


def init_app(app: Flask) -> None:
    """Settle the session when the answer is known, before it is sent."""
    app.after_request(settle)


def settle(response: Response) -> Response:
    """Commit what the request did, or nothing of it; a refused commit is answered in words."""
    if response.status_code >= 400:
        db.session.rollback()
        return response
    try:
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        session.pop("_flashes", None)  # what the next page was to say has not come true
        return current_app.make_response(current_app.handle_user_exception(error))
    return response
