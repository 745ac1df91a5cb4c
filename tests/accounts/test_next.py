"""The address to go to after signing in never leaves the site."""

from urllib.parse import urljoin, urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from app.accounts.signing import stays_here

PARTS = ["/", "\\", "//", "http:", "javascript:", "evil.example", "\t", "\n", " ", "@", "["]
SITE = "https://sangkien.example/accounts/sign-in"


@given(st.one_of(st.text(), st.lists(st.sampled_from(PARTS)).map("".join)))
@example("/\t/evil.example")
@example("/\\evil.example")
@example("///evil.example")
def test_an_address_that_is_followed_stays_on_the_site(target):
    if not stays_here(target):
        return
    seen = target.replace("\\", "/")  # as browsers read it
    for dropped in "\t\r\n":
        seen = seen.replace(dropped, "")
    there = urlsplit(urljoin(SITE, seen.strip()))
    assert (there.scheme, there.netloc) == ("https", "sangkien.example")


@given(st.from_regex(r"/u/[0-9]{1,4}/[a-z]{1,8}/(\?[a-z]=[a-z%0-9]{0,9})?", fullmatch=True))
def test_the_sites_own_addresses_are_followed(target):
    assert stays_here(target)
