"""Many forms sent by the link while the server is killed again and again; what is true afterwards.

`make soak` does the same with ten times as many.
"""

import http.client
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from urllib.parse import urlencode

import sqlalchemy as sa

from app import jobs
from app.initiatives import Attachment, Consent, Initiative, Move, tallies
from app.links import LinkSubmission
from tests.links.serving import Server
from tests.links.visiting import HIDDEN, SAID

SENDERS = 4
LONGEST = 0.4
"""Seconds between two kills at most, at first: a slow machine gets more with each."""


@dataclass
class Told:
    """What the visitors were told: the receipts each form was shown, and how often it was sent."""

    receipts: dict[str, list[str]] = field(default_factory=dict)
    attempts: int = 0
    kills: int = 0


def send_all(server: Server, code: str, forms: int, *, seed: int) -> Told:
    """Send so many forms; each is sent again until its receipt is shown, the way people do."""
    told, waiting = Told(), SimpleQueue[str]()
    for number in range(forms):
        waiting.put(f"Sáng kiến số {number}")
    threads = [
        threading.Thread(target=_visit, args=(server.port, code, waiting, told))
        for _ in range(SENDERS)
    ]
    for thread in threads:
        thread.start()
    dice, pause = random.Random(seed), threading.Event()
    while any(thread.is_alive() for thread in threads):
        pause.wait(dice.uniform(0.02, LONGEST + server.kills / 100))
        server.kill()
    for thread in threads:
        thread.join()
    told.kills = server.kills
    return told


def _visit(port: int, code: str, waiting: SimpleQueue[str], told: Told) -> None:
    while True:
        try:
            title = waiting.get_nowait()
        except Empty:
            return
        number = title.rpartition(" ")[2]
        form = {**_carried(port, code), **SAID, "title": title, "phone": f"09{number:0>8}"}
        receipts = told.receipts[title] = []
        while not receipts:
            told.attempts += 1
            status, place, _text = _ask(port, "POST", f"/n/{code}", urlencode(form))
            if status == 303:  # shown is what stands on the page that one is led to
                receipt = place.partition("?")[0].rpartition("/")[2]
                if _ask(port, "GET", place)[0] == 200:
                    receipts.append(receipt)


def _carried(port: int, code: str) -> dict[str, str]:
    while True:
        status, _place, text = _ask(port, "GET", f"/n/{code}")
        if status == 200:
            return dict(HIDDEN.findall(text))


def _ask(port: int, method: str, address: str, body: str | None = None) -> tuple[int, str, str]:
    """Status, where to, text; 0 when the server died over it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    try:
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status in (200, 303, 503), text[-2000:]
        return answer.status, answer.headers.get("Location", ""), text
    except (OSError, http.client.HTTPException):
        return 0, "", ""
    finally:
        connection.close()


def faults(told: Told, forms: int) -> list[str]:
    """What is not as promised: every receipt shown exists exactly once, every form at most once.

    Called within an application context.
    """
    with jobs.reading("after the kills") as session:
        rows = session.scalars(sa.select(Initiative)).unique().all()
        submissions = session.scalars(sa.select(LinkSubmission)).all()
        found = list(tallies.differences())
        codes, titles = Counter(row.code for row in rows), Counter(row.title for row in rows)
        for title, receipts in told.receipts.items():
            found += [
                f"{title}: {receipt} {codes[receipt]}×"
                for receipt in receipts
                if codes[receipt] != 1
            ]
            if titles[title] != 1 or len(set(receipts)) != 1:
                found.append(f"{title}: {titles[title]} initiatives, receipts {receipts}")
        by_id = {row.id: row.code for row in rows}
        found += [
            f"{one.key}: {one.code}"
            for one in submissions
            if by_id.get(one.initiative_id or 0) != one.code
        ]
        if len(rows) != forms or len(submissions) != forms:
            found.append(f"{len(rows)} initiatives, {len(submissions)} submissions, {forms} forms")
        for model, each in ((Move, 1), (Consent, 1), (Attachment, 0)):
            count = session.scalar(sa.select(sa.func.count(model.id)))
            if count != each * forms:
                found.append(f"{count} rows of {model.__tablename__}")
        found += [f"{row.code} is {row.state}" for row in rows if row.state != "submitted"]
    return found
