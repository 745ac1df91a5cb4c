"""What pages cost on the demo, as multiples of the cheapest page of the same run (sign-in).

`python -m bench [ROUNDS]`. Rounds take turns, so that a machine that slows down slows all.

What takes longer stands by itself: `python -m bench.exports`, `bench.intake`, `bench.isolation`,
`bench.queue`, `bench.support`, `bench.similar`, `bench.uploads`; each says at its head
what it measures.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from app import create_app
from app.demo.people import PASSWORD

PAGES = {
    "sign-in (floor)": "/accounts/sign-in",
    "first page": "/u/{unit}/",
    "queue": "/u/{unit}/reviews/",
    "initiatives": "/u/{unit}/initiatives/",
    "progress": "/u/{unit}/progress/",
    "spreadsheet": "/u/{unit}/progress/table.xlsx",
}


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            TESTING=True,
            INSTANCE=Path(folder),
            SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder}/bench.db",
            WTF_CSRF_ENABLED=False,
        )
        runner = app.test_cli_runner()
        for command in (["db", "upgrade"], ["demo", "load"]):
            runner.invoke(args=command, catch_exceptions=False)
        client = app.test_client()
        client.post("/accounts/sign-in", data={"login": "canbo.go-vap", "password": PASSWORD})
        unit = client.get("/").location.split("/")[2]
        times: dict[str, list[float]] = {name: [] for name in PAGES}
        for _round in range(rounds + 1):
            for name, address in PAGES.items():
                start = time.perf_counter()
                assert client.get(address.format(unit=unit)).status_code == 200, name
                times[name].append(time.perf_counter() - start)
    floor = median(times["sign-in (floor)"][1:])
    print(f"{'page':18} {'median ms':>9} {'x floor':>8}   ({rounds} rounds)")
    for name, taken in times.items():
        middle = median(taken[1:])
        print(f"{name:18} {middle * 1000:9.1f} {middle / floor:8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
