"""The links that hang on the walls of two grassroots unions."""

from app.demo.facts import NOW
from app.demo.tree import Tree
from app.links import UnitLink

HANGING = ("may-an-binh", "gv-benh-vien")


def hang_links(tree: Tree) -> None:
    """Open them; their codes are new each time."""
    for code in HANGING:
        UnitLink.open(tree[code], by=None, at=NOW)
