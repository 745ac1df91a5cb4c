"""The initiative of an address."""

from flask import abort

from app.db import db
from app.initiatives import Initiative


def found(initiative_id: int) -> Initiative:
    """It, if the scope sees it."""
    return db.session.get(Initiative, initiative_id) or abort(404)
