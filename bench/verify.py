"""How long `flask --app wsgi initiatives verify` takes on the nation, and what it finds: nothing.

`python -m bench.verify [INITIATIVES [GRASSROOTS]]`, on the worlds of `bench.world`, which are
built first if they do not stand. The floor is one reading of all moves, in the same process.
"""

import sys
import time

from bench import world
from bench.nation.keeping import INITIATIVES, KINDS
from bench.nation.tree import GRASSROOTS

MOST_SECONDS = 60
FLOOR = "SELECT count(*), max(at), max(to_state), max(benefit_after) FROM move"
TABLES = ("move", "tally", "tally_day", "branch_day", "branch_cell")


def main(initiatives: int = INITIATIVES, grassroots: int = GRASSROOTS) -> bool:
    print("| database | moves | sums | floor s | verify s | x floor | differences |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    good = True
    for kind in KINDS:
        with (
            world.raw(kind, initiatives, grassroots) as connection,
            world.opened(kind, initiatives, grassroots) as app,
        ):
            counts = [
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in TABLES
            ]
            start = time.perf_counter()
            connection.execute(FLOOR).fetchone()
            begun = time.perf_counter()
            answer = app.test_cli_runner().invoke(args=["initiatives", "verify"])
            floor, taken = begun - start, time.perf_counter() - begun
        found = answer.output.strip().split("\n")[-1]
        good &= taken < MOST_SECONDS and found == "0 differences"
        print(
            f"| {kind} | {counts[0]:,} | {sum(counts[1:]):,} | {floor:.1f} | {taken:.1f} |"
            f" {taken / floor:.1f} | {found} |",
            flush=True,
        )
    print(f"\nNothing found, in less than {MOST_SECONDS} s: {'yes' if good else 'NO'}")
    return good


if __name__ == "__main__":
    sys.exit(not main(*(int(number.replace("_", "")) for number in sys.argv[1:])))
