"""The worker: huey, whose queue holds nudges only. What is to be done stands in rows (`jobs`).

On one machine a nudge comes through a file beside the uploads and is heard within a second; a
worker elsewhere looks by itself every minute.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from huey import SqliteHuey, crontab

from app import jobs
from app.config import ROOT
from app.db import check_at_start, take_stock

AGAIN_AFTER = 2
"""Seconds after which a worker that ended is started anew."""


def init_app(app: Flask) -> None:
    """Offer `flask work`, and let nudges reach whoever runs it."""
    app.cli.add_command(work)
    if not app.testing:
        queue = app.extensions["queue"] = _queue(app)
        app.extensions["nudge"] = queue.nudge


@click.command("work")
@with_appcontext
@click.option("--once", is_flag=True, help="Do what waits now, and end.")
@click.option("--leashed", is_flag=True, help="End when the standard input does.")
def work(once: bool, leashed: bool) -> None:
    """Do the work that waits in the database, as long as this command runs."""
    check_at_start()
    if once:
        jobs.run_all()
        return
    if leashed:
        threading.Thread(target=_end_with_input, daemon=True).start()
    logging.basicConfig(level=logging.WARNING)
    jobs.run_all()
    current_app.extensions["queue"].create_consumer(workers=1, max_delay=1).run()


def _queue(app: Flask) -> SqliteHuey:
    """The queue of nudges, and what is done on hearing one."""
    path = Path(app.config["INSTANCE"]) / "nudges.db"
    queue = SqliteHuey("sang-kien", filename=str(path), results=False, timeout=1)

    @queue.task()
    def nudge(name: str) -> None:
        with app.app_context():
            jobs.run(name)

    @queue.periodic_task(crontab())
    def every_minute() -> None:
        with app.app_context():
            jobs.run_all()

    @queue.periodic_task(crontab(minute="23"))
    def every_hour() -> None:
        with app.app_context():
            take_stock()

    queue.nudge = nudge
    return queue


def beside() -> None:
    """Keep a worker running beside the server of a small installation, as a process of its own."""
    threading.Thread(target=_keep, daemon=True).start()


def _keep() -> None:
    """Its standard input is ours: when the server is gone, however it went, so is the worker."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "work", "--leashed"]
    while True:
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE).wait()
        time.sleep(AGAIN_AFTER)


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(0)
