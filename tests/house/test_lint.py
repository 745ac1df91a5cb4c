"""The test client catches what no page of the house may have."""

import pytest

from tests.client import lint

PAGE = "<!doctype html><html><title>Đơn vị · Sáng kiến</title><body>{}</body></html>"
TOKEN = '<input type="hidden" name="csrf_token" value="x">'


def test_a_good_page_passes():
    body = f'<h1>Đơn vị</h1><form method="post" action="/x" hx-post="/x">{TOKEN}</form>'
    lint(PAGE.format(body + '<a href="/y" hx-get="/y">y</a>'), whole=True)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p>x</p>", "0 h1"),
        ("<h1>Đơn vị</h1><h1>Đơn vị</h1>", "2 h1"),
        ("<h1>Con người</h1>", "does not begin with"),
        ("<h1>Đơn vị</h1><p id=a></p><p id=a></p>", "twice"),
        ("<h1>Đơn vị</h1><form method=post action=/x></form>", "no token"),
        (f"<h1>Đơn vị</h1><form method=post>{TOKEN}</form>", "without an address"),
        ('<h1>Đơn vị</h1><a hx-get="/x">x</a>', "hx-get without an address"),
        (f'<h1>Đơn vị</h1><form hx-post="/x">{TOKEN}</form>', "hx-post without an address"),
        ("<h1>Đơn vị</h1><div><p></div></p>", "bad HTML"),
    ],
)
def test_a_wrong_page_is_caught(body, fault):
    with pytest.raises(AssertionError, match=fault):
        lint(PAGE.format(body), whole=True)


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("<p id=a></p><p id=a></p>", "twice"),
        ("<form method=post action=/x></form>", "no token"),
        ('<a hx-get="/x">x</a>', "hx-get without an address"),
        ("<tr id=a></tr><tr id=a></tr>", "twice"),
        ('<tr><td><a hx-delete="/x">x</a></td></tr>', "hx-delete without an address"),
    ],
)
def test_a_wrong_part_is_caught(part, fault):
    with pytest.raises(AssertionError, match=fault):
        lint(part, whole=False)
