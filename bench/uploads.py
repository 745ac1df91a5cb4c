"""What hostile files cost the child that looks at them. `python -m bench.uploads`."""

from tests.uploads.hostile import CASES, judged


def main() -> None:
    print(f"{'file':34} {'bytes':>9} {'CPU s':>7} {'peak MB':>8}  verdict")
    for name, case in CASES.items():
        data = case.make()
        verdict, done = judged(case.child, data)
        seconds = "limit" if done.seconds is None else f"{done.seconds:.2f}"
        peak = "-" if done.peak is None else f"{done.peak / 1024:.0f}"
        mark = "" if verdict in case.verdicts else "  <- WRONG"
        print(f"{name:34} {len(data):9,} {seconds:>7} {peak:>8}  {verdict}{mark}")


if __name__ == "__main__":
    main()
