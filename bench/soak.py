"""What takes too long for every change; the same tests as `make test`, many times as long.

`python -m bench.soak` runs all, `python -m bench.soak NAME [COUNT or ENDPOINT…]` one of them;
SANGKIEN_TEST_ON names the database as for `make test`.

* `crawler`  the full product of endpoints and roles, or of the endpoints named
* `lists`    2,000 broken files: each ends in a list or in words
* `links`    500 forms by a link while the server is killed at random
* `reviews`  400 walks of any verbs over initiatives, and 40 long ones
* `letters`  40 times four hours of a mail server that fails at random
* `batches`  a list's worker killed at each of 60 rows, and at 200 random rows of 10,000
"""

import os
import sys

import pytest

TESTS = {
    "crawler": ("tests/crawler/test_crawl.py", "SANGKIEN_CRAWL_ENDPOINTS", ""),
    "lists": ("tests/intake/test_mutated.py", "SANGKIEN_BROKEN_LISTS", "2000"),
    "links": ("tests/links/test_kills.py", "SANGKIEN_LINK_FORMS", "500"),
    "reviews": ("tests/reviews/test_any_sequence.py", "SANGKIEN_REVIEW_WALKS", "400"),
    "letters": ("tests/mail/test_four_hours.py", "SANGKIEN_MAIL_WALKS", "40"),
    "urging": ("tests/deadlines/test_run_random.py", "SANGKIEN_RANDOM_RUNS", "300"),
    "deaths": ("tests/deadlines/test_run_deaths.py", "SANGKIEN_EVERY_DEATH", "1"),
    "batches": ("tests/intake/test_list_kills.py", "SANGKIEN_BATCH_KILLS", "260"),
}


def main(asked: list[str]) -> int:
    os.environ["SANGKIEN_CRAWL"] = "whole"
    if asked:
        return soak(asked[0], " ".join(asked[1:]))
    return max([soak(name) for name in TESTS])


def soak(name: str, many: str = "") -> int:
    path, variable, usual = TESTS[name]
    os.environ[variable] = many or usual
    return int(pytest.main([path, "-q", "-s", "--tb=short"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
