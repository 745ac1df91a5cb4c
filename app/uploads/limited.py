"""Starts a child: `python -I limited.py CHILD`. Its limits come first, then its code.

Modules of the house are found under their names without starting the house: the packages on
the way are bare here. What the child used stands last on standard error.
"""

import resource
import runpy
import sys
import types
from pathlib import Path

MEMORY = 512 * 2**20
CPU_SECONDS = 10
WRITTEN = 64 * 2**20
OPEN_FILES = 64
LIMITS = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, CPU_SECONDS),
    (resource.RLIMIT_FSIZE, WRITTEN),
    (resource.RLIMIT_NOFILE, OPEN_FILES),
    (resource.RLIMIT_CORE, 0),
)

BARE = ("app", "app.uploads", "app.sheets", "app.words")
ROOT = Path(__file__).resolve().parents[2]


def main(child: str) -> None:
    """Run the script at the path `child` as long as the limits let it."""
    for which, most in LIMITS:
        resource.setrlimit(which, (most, most))
    for name in BARE:
        package = types.ModuleType(name)
        package.__path__ = [str(ROOT.joinpath(*name.split(".")))]
        sys.modules[name] = package
    try:
        runpy.run_path(child, run_name="__main__")
    finally:
        sys.stderr.write(f"\nused {_seconds():.3f} {_peak()}\n")


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak() -> int:
    """The most memory held at once, in kB; `ru_maxrss` would count the parent's from the fork."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main(sys.argv[1])
