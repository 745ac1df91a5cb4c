"""Known devices: a long-lived signed cookie says on which accounts a browser signed in before.

It opens nothing. It only tells the owner's own computer from a guesser's (see `attempts`).
"""

import datetime as dt
import secrets

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.accounts.secrets import keyed

LASTS = dt.timedelta(days=365)
MOST = 20  # accounts kept of a shared computer, the newest


def init_app(app: Flask) -> None:
    """Send the cookie when somebody has signed in."""
    app.after_request(_send)


def known(login: str) -> str:
    """The device's name for an account that signed in here before; "" on any other device."""
    return _held().get(_name(login), "")


def trust(login: str) -> None:
    """Somebody has just signed in here."""
    held, name = _held(), _name(login)
    device = held.pop(name, None) or secrets.token_urlsafe(9)
    g.devices = dict([*held.items(), (name, device)][-MOST:])


def _send(response: Response) -> Response:
    if "devices" in g and response.status_code < 400:
        response.set_cookie(
            _cookie(),
            _signer().dumps(g.devices),
            max_age=LASTS,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return response


def _held() -> dict[str, str]:
    try:
        held = _signer().loads(
            request.cookies.get(_cookie(), ""), max_age=int(LASTS.total_seconds())
        )
    except BadSignature:
        return {}
    return held if isinstance(held, dict) else {}


def _name(login: str) -> str:
    return keyed("devices", login.strip().lower())[:16]


def _cookie() -> str:
    return current_app.config["SESSION_COOKIE_NAME"] + "-device"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known devices")
