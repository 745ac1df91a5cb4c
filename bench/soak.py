"""The crawler's full product, without its time limit: prints requests, seconds and findings.

`python -m bench.soak [ENDPOINT…]`; SANGKIEN_TEST_ON names the database as for `make test`.
"""

import os
import sys

import pytest


def main(endpoints: list[str]) -> int:
    os.environ["SANGKIEN_CRAWL"] = "whole"
    os.environ["SANGKIEN_CRAWL_ENDPOINTS"] = " ".join(endpoints)
    return int(pytest.main(["tests/crawler/test_crawl.py", "-q", "-s", "--tb=short"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
