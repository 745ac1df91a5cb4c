"""What takes too long for every change: the crawler's full product, and thousands of broken lists.

`python -m bench.soak [ENDPOINT…]` crawls without a time limit and prints requests, seconds and
findings; SANGKIEN_TEST_ON names the database as for `make test`. `python -m bench.soak lists
[FILES]` reads broken lists, 2,000 if not said otherwise; each must end in a list or in words.
"""

import os
import sys

import pytest

LISTS = 2_000


def main(asked: list[str]) -> int:
    if asked[:1] == ["lists"]:
        return lists(int(asked[1]) if len(asked) > 1 else LISTS)
    return crawl(asked) or (0 if asked else lists(LISTS))


def crawl(endpoints: list[str]) -> int:
    os.environ["SANGKIEN_CRAWL"] = "whole"
    os.environ["SANGKIEN_CRAWL_ENDPOINTS"] = " ".join(endpoints)
    return int(pytest.main(["tests/crawler/test_crawl.py", "-q", "-s", "--tb=short"]))


def lists(count: int) -> int:
    os.environ["SANGKIEN_BROKEN_LISTS"] = str(count)
    return int(pytest.main(["tests/intake/test_mutated.py", "-q", "-s", "--tb=short"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
