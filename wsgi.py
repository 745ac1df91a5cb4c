"""The application for a server; `python wsgi.py` serves it with waitress, a worker beside it.

Behind TLS (`SANGKIEN_HTTPS=1`) it believes what a proxy on this machine says of the visitor.
"""

import os

from app import create_app

app = create_app()

if __name__ == "__main__":
    from waitress import serve

    from app import worker

    worker.beside()
    proxy = {
        "trusted_proxy": "127.0.0.1",
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        "clear_untrusted_proxy_headers": True,
    }
    serve(
        app,
        host=os.environ.get("SANGKIEN_HOST", "127.0.0.1"),
        port=int(os.environ.get("SANGKIEN_PORT", "8000")),
        threads=8,
        **(proxy if app.config["SESSION_COOKIE_SECURE"] else {}),
    )
