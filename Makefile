# make setup   everything that `run` needs: .venv, database, demo
# make run     the demo on this machine, with its address and accounts
# make test    the whole suite on SQLite, then without journeys on PostgreSQL
# make check   style, types, templates, translations

PYTHON  ?= python3
WORKERS ?= 2
BIN     := .venv/bin
FLASK   := $(BIN)/flask --app wsgi
PYTEST  := $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(TEST_ARGS)
COMPILE  = uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 $(UPGRADE)

INSTALLED := .venv/installed
POS       := $(wildcard translations/*/LC_MESSAGES/*.po)
MOS       := $(POS:.po=.mo)

.PHONY: setup run test machine check style types templates words messages bench soak lock clean
.DEFAULT_GOAL := setup

$(INSTALLED): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed." if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing from requirements-dev.txt"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r requirements-dev.txt
	@touch $@

%.mo: %.po $(INSTALLED)
	@$(BIN)/pybabel -q compile -i $< -o $@

setup: $(INSTALLED) $(MOS)
	@$(FLASK) db upgrade
	@$(FLASK) demo load

run: setup
	@$(FLASK) demo accounts
	@exec $(BIN)/python wsgi.py

# Both runs are made, whatever becomes of the first.
test: $(INSTALLED) $(MOS) machine
	@failed=0; \
	echo "== SQLite"; \
	SANGKIEN_TEST_ON=sqlite $(PYTEST) || failed=1; \
	echo "== PostgreSQL"; \
	SANGKIEN_TEST_ON=postgresql $(PYTEST) --ignore=tests/journeys || failed=1; \
	exit $$failed

machine:
	@sh tests/machine.sh

check: style types templates words

style: $(INSTALLED)
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .

types: $(INSTALLED)
	@$(BIN)/mypy --no-error-summary

# H015 is about line breaks; H030 and H031 are about search engines, which never come here.
templates: $(INSTALLED)
	@$(BIN)/djlint --lint --quiet --ignore H015,H030,H031 templates

words: $(INSTALLED)
	@$(BIN)/python translations/extract.py --check

messages: $(INSTALLED)
	@$(BIN)/python translations/extract.py

bench: $(INSTALLED)
	@$(BIN)/python -m bench

soak: $(INSTALLED)
	@$(BIN)/python -m bench.soak

# `make lock UPGRADE=--upgrade` takes newer versions.
lock:
	@$(COMPILE) pyproject.toml -o requirements.txt >/dev/null
	@$(COMPILE) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt >/dev/null

clean:
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis $(MOS)
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
