"""The application for a server; `python wsgi.py` serves it with waitress."""

import os

from app import create_app

app = create_app()

if __name__ == "__main__":
    from waitress import serve

    serve(
        app,
        host=os.environ.get("SANGKIEN_HOST", "127.0.0.1"),
        port=int(os.environ.get("SANGKIEN_PORT", "8000")),
        threads=8,
    )
