"""The crawler's full product, without its time limit: prints requests, seconds and findings. And
500 forms by a link while the server is killed at random.

`python -m bench.soak [ENDPOINT…]`; SANGKIEN_TEST_ON names the database as for `make test`. With
endpoints it is the crawler alone.
"""

import os
import sys

import pytest


def main(endpoints: list[str]) -> int:
    os.environ["SANGKIEN_CRAWL"] = "whole"
    os.environ["SANGKIEN_CRAWL_ENDPOINTS"] = " ".join(endpoints)
    os.environ["SANGKIEN_LINK_FORMS"] = "500"
    soaks = ["tests/crawler/test_crawl.py", *([] if endpoints else ["tests/links/test_kills.py"])]
    return int(pytest.main([*soaks, "-q", "-s", "--tb=short"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
