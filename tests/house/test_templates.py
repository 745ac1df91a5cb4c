"""Templates are strict, hold no script, style or bare word, and work without htmx."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, StrictUndefined, nodes

from tests.house.source import GETTEXT, ROOT, house, is_vietnamese

TAG = re.compile(r"<!--.*?-->|<[!/]?[a-zA-Z][^<>]*>", re.S)
SPOKEN = re.compile(
    r'\b(title|placeholder|aria-label|aria-description|alt)\s*=\s*("[^"]*"|\'[^\']*\')'
)
INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|<script(?![^>]*\ssrc=)|javascript:")
ASKS = re.compile(r"\shx-(get|post|put|patch|delete)\s*=")
ADDRESS = re.compile(r"\s(href|action)\s*=")
A_CLASS = re.compile(r"{% block \w+_class %}[^{]*{% endblock %}")  # stands in an attribute
NOT_ROOMS = {"layouts", "components"}
NOT_ROOMS_OF_TESTS = {"crawler", "house", "journeys", "tenancy"}


def markup(environment: Environment, source: str) -> str:
    """The template's own HTML on its own lines; whatever Jinja puts in is a NUL."""
    parts, inside = [], False
    for _line, kind, value in environment.lex(A_CLASS.sub("", source)):
        begins, ends = kind.endswith("_begin"), kind.endswith("_end")
        if begins and kind != "raw_begin":
            inside = True
            parts.append("\0")
        if kind == "data" and not inside:
            parts.append(value)
        else:
            parts.append("\n" * value.count("\n"))
        if ends and kind != "raw_end":
            inside = False
    return "".join(parts)


def faults(environment: Environment, name: str, source: str) -> list[str]:
    """What is wrong with a template."""
    text, tree = markup(environment, source), environment.parse(source)
    found = [
        *_in_markup(text),
        *(
            (node.lineno, f"|{node.name}")
            for node in tree.find_all(nodes.Filter)
            if node.name == "safe"
        ),
        *((1, "autoescape") for _ in tree.find_all(nodes.ScopedEvalContextModifier)),
        *_bare_strings(tree),
    ]
    return [f"{name}:{line} {fault}" for line, fault in sorted(found)]


def _in_markup(text: str) -> Iterator[tuple[int, str]]:
    def line(at: int) -> int:
        return text.count("\n", 0, at) + 1

    for hit in INLINE.finditer(text):
        yield line(hit.start()), hit[0].strip()
    for tag in TAG.finditer(text):
        for hit in SPOKEN.finditer(tag[0]):
            if _has_letters(hit[2]):
                yield line(tag.start()), hit[0]
        if ASKS.search(tag[0]) and not ADDRESS.search(tag[0]):
            yield line(tag.start()), f"no address: {tag[0][:60]}"
    words = TAG.sub(lambda tag: "\n" * tag[0].count("\n") + " ", text)
    for number, row in enumerate(words.split("\n"), 1):
        if _has_letters(row):
            yield number, row.strip()


def _bare_strings(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    translated = {
        id(constant)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in GETTEXT
        for constant in call.find_all(nodes.Const)
    }
    for constant in tree.find_all(nodes.Const):
        value = constant.value
        if isinstance(value, str) and is_vietnamese(value) and id(constant) not in translated:
            yield constant.lineno, repr(value)
        if value in ("style", "hx-on") or str(value).startswith(("onclick", "onchange", "hx-on:")):
            yield constant.lineno, repr(value)


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in html.unescape(text))


def test_every_template_compiles_strictly(app):
    environment = app.jinja_env
    assert environment.undefined is StrictUndefined
    names = environment.list_templates()
    assert len(names) > 10
    for name in names:
        environment.get_template(name)


def test_every_template_keeps_the_rules(app):
    environment = app.jinja_env
    found = []
    for name in environment.list_templates():
        source, _path, _fresh = environment.loader.get_source(environment, name)
        found += faults(environment, name, source)
    assert found == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("<p>\n{{ text|safe }}</p>", "toy:2 |safe"),
        ("{% autoescape false %}{{ text }}{% endautoescape %}", "toy:1 autoescape"),
        ('<p style="color: red"></p>', "toy:1 style="),
        ('<p onclick="x()"></p>', "toy:1 onclick="),
        ('<p hx-on:click="x()"></p>', "toy:1 hx-on"),
        ('{{ ui.button(x, attrs={"hx-on:click": "x()"}) }}', "toy:1 'hx-on:click'"),
        ("<script>x()</script>", "toy:1 <script"),
        ("<p>\n\nLưu</p>", "toy:3 Lưu"),
        ("<p>{{ n }} units</p>", "units"),
        ("<p>&eacute;</p>", "&eacute;"),
        ('<p title="Lưu {{ n }}"></p>', 'toy:1 title="Lưu'),
        ('<img alt="a picture">', 'toy:1 alt="a picture"'),
        ('{{ ui.chip("Đã lưu") }}', "toy:1 'Đã lưu'"),
        ('<a hx-get="/x">{{ _("x") }}</a>', "toy:1 no address"),
        ('<form method="post"\n hx-post="{{ url }}"></form>', "toy:1 no address"),
    ],
)
def test_a_wrong_template_is_caught(app, source, fault):
    assert any(fault in said for said in faults(app.jinja_env, "toy", source))


@pytest.mark.parametrize(
    "source",
    [
        '<p class="box{% if a > b %} is-big{% endif %}">{{ _("Đã lưu") }} {{ n }}/3 · –</p>',
        '<a href="{{ url }}" hx-get="{{ url }}" title="{{ _(\'Mở\') }}">{{ name }}</a>',
        '{% for word in [_("Một"), _("Hai")] %}<li>{{ word }}</li>{% endfor %}',
        "{% block body_class %}print-wide{% endblock %}",
        "{# Ghi chú #}{% set only = 3 %}<!-- note -->",
    ],
)
def test_a_right_template_passes(app, source):
    assert faults(app.jinja_env, "toy", source) == []


def rooms() -> set[str]:
    """Packages and modules of app/."""
    return {source.room for source in house()} - {""}


def with_pages() -> set[str]:
    """Rooms that answer addresses."""
    return {source.room for source in house() if source.path.endswith("/routes.py")}


def folders(root: Path, pattern: str) -> set[str]:
    return {path.relative_to(root).parts[0] for path in root.glob(f"*/{pattern}")}


def test_templates_lie_in_the_folder_of_their_room():
    found = folders(ROOT / "templates", "*.html") - NOT_ROOMS
    assert found - rooms() == set()
    assert with_pages() - found == set()


def test_tests_lie_in_the_folder_of_their_room():
    found = folders(ROOT / "tests", "test_*.py") - NOT_ROOMS_OF_TESTS
    assert found - rooms() == set()
    assert with_pages() - found == set()


def test_a_folder_of_no_room_is_caught(tmp_path):
    (tmp_path / "games").mkdir()
    (tmp_path / "games" / "play.html").touch()
    assert folders(tmp_path, "*.html") - rooms() == {"games"}
