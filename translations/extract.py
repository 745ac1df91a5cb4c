"""Gathers the words of the pages into messages.pot.

python translations/extract.py           writes it
python translations/extract.py --check   says whether it is up to date, dates aside
"""

import sys
import tempfile
from contextlib import chdir
from pathlib import Path

from babel.messages.frontend import CommandLineInterface

HOUSE = Path(__file__).parent.parent
CATALOGUE = HOUSE / "translations" / "messages.pot"

# Files without line numbers: an edit that changes no words changes no catalogue.
OPTIONS = [
    *("--mapping-file", "translations/babel.cfg"),
    *("--keyword", "lazy_gettext", "--keyword", "lazy_ngettext:1,2"),
    *("--keyword", "lazy_pgettext:1c,2", "--keyword", "_l"),
    *("--add-location", "file", "--sort-by-file", "--no-wrap"),
    *("--add-comments", "Translators:", "--project", "Sáng Kiến", "--version", "1"),
    *("--header-comment", "# The words of Sáng Kiến. Vietnamese is the language of the page."),
]


def extract(target: Path) -> None:
    with chdir(HOUSE):  # the catalogue names files from here
        CommandLineInterface().run(
            ["pybabel", "--quiet", "extract", *OPTIONS, "--output", str(target), "."]
        )


def words(catalogue: Path) -> list[str]:
    lines = catalogue.read_text(encoding="utf-8").splitlines() if catalogue.exists() else []
    return [line for line in lines if not line.startswith('"POT-Creation-Date:')]


def check() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "messages.pot"
        extract(fresh)
        if words(fresh) != words(CATALOGUE):
            sys.exit("translations/messages.pot is out of date: run `make messages`.")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check()
    else:
        extract(CATALOGUE)
