"""The house's own Python read as trees, for the tests that look after its rules."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VIETNAMESE = frozenset(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
)
GETTEXT = frozenset({"_", "_l", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"})


@dataclass(frozen=True)
class Source:
    """One module: its path from the root of the project ("app/units/models.py") and its tree."""

    path: str
    tree: ast.Module

    @classmethod
    def of(cls, path: str, code: str) -> "Source":
        return cls(path, ast.parse(code))

    @property
    def room(self) -> str:
        """The package or module of `app` it belongs to: "units", "clock"; "" is app itself."""
        name = self.path.split("/")[1]
        return "" if name == "__init__.py" else name.removesuffix(".py")

    def at(self, node: ast.AST, what: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 0)} {what}"

    def imports(self) -> Iterator[tuple[ast.stmt, str]]:
        """Every import with what it names in full: "app.units.Unit", "openpyxl"."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for name in node.names:
                    yield node, name.name
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, "the house imports by full names"
                for name in node.names:
                    yield node, f"{node.module}.{name.name}"

    def nodes(self) -> Iterator[tuple[str, ast.AST]]:
        """Every node with the name of the innermost function around it ("" outside)."""
        waiting: list[tuple[str, ast.AST]] = [("", self.tree)]
        while waiting:
            function, node = waiting.pop()
            yield function, node
            inner = node.name if isinstance(node, ast.FunctionDef) else function
            waiting += [(inner, child) for child in ast.iter_child_nodes(node)]


@cache
def house() -> list[Source]:
    """All modules of the application."""
    paths = sorted((ROOT / "app").rglob("*.py"))
    return [Source.of(str(path.relative_to(ROOT)), path.read_text()) for path in paths]


def is_vietnamese(text: object) -> bool:
    return isinstance(text, str) and not VIETNAMESE.isdisjoint(text)


def name_of(node: ast.AST) -> str:
    """The last name of a call's function or an attribute: `sa.select` -> "select"."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def owner_of(node: ast.AST) -> str:
    """What an attribute is taken from, as far as it has a name: `sa.select` -> "sa"."""
    return name_of(node.value) if isinstance(node, ast.Attribute) else ""
