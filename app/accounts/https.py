"""Behind TLS: the proxy in front says who asks, and how. Only where the house is told so."""

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix


def init_app(app: Flask) -> None:
    """Believe one proxy when `SANGKIEN_HTTPS=1`, and nobody else."""
    if app.config["SESSION_COOKIE_SECURE"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]


def missing() -> str | None:
    """What the address lacks: "https" when no cookie is kept here, "tls" when nothing is secret."""
    local = urlsplit(f"//{request.host}").hostname in {"localhost", "127.0.0.1", "::1"}
    if request.is_secure or (local and not current_app.config["SESSION_COOKIE_SECURE"]):
        return None
    return "https" if current_app.config["SESSION_COOKIE_SECURE"] else "tls"
