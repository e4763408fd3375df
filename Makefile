# make run: the dashboard on the fictional city.   make test: every test, real browser included.
PYTHON ?= python3
PORT   ?= 8501
STORE  ?= store
CITY   ?=

VENV ?= .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check --quiet
export GUATU_STORE := $(STORE)

.PHONY: run setup test quick check coverage mutants docs bench bench-readers fuzz lock audit sbom clean \
        chromium screenshots

run: $(VENV)/run
ifneq ($(CITY),)
	$(BIN)/guatu load $(CITY)
else
	@test -f $(STORE)/current.json || { test -f city/city.toml || $(BIN)/guatu demo city; }
	@test -f $(STORE)/current.json || $(BIN)/guatu load city
endif
	$(BIN)/guatu serve --port $(PORT)

setup: $(VENV)/dev

test: $(VENV)/dev chromium
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile

quick: $(VENV)/dev  # the tests of a working day: chosen by what they hold for their seconds
	$(BIN)/pytest --numprocesses 2 --dist loadfile -q $(QUICK:%=tests/test_%.py)
QUICK := architecture docs calendar periods on_the_day told gate_counts mutants bulletin log

coverage: $(VENV)/dev  # which lines the quick tests do not reach
	$(BIN)/pytest -q --cov --cov-report=term:skip-covered $(QUICK:%=tests/test_%.py)

mutants: $(VENV)/dev  # deliberate faults: MINUTES=10, SEED= the same sample again
	PYTHONPATH=tests $(BIN)/python -m mutants --minutes $(MINUTES) $(SEED:%=--seed %) $(FILES)
MINUTES := 10

docs: $(VENV)/dev  # the documents as a site to read offline: build/site/index.html
	$(BIN)/mkdocs build --quiet

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/dev chromium
	$(BIN)/python -m benchmarks

bench-readers: $(VENV)/dev  # READERS="1 10" SECONDS=20 for a short one
	$(BIN)/python -m benchmarks.readers --readers $(READERS) --seconds $(SECONDS)
READERS := 1 10 50 100 200
SECONDS := 60

fuzz: $(VENV)/dev  # what breaks is kept in fuzz-failures/
	PYTHONPATH=tests $(BIN)/python -m fuzz --minutes 10

lock: $(VENV)/dev  # pins every dependency with its hashes, naming no host; needs `uv` on the path
	echo "setuptools==81.0.0" | uv pip compile $(LOCK) -o requirements.lock pyproject.toml -
	uv pip compile $(LOCK) --all-extras -o requirements-dev.lock pyproject.toml
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --quiet

audit: $(VENV)/tools  # what is known against our dependencies; needs the network of the advisories
	$(VENV)/tools/bin/pip-audit --requirement requirements.lock --disable-pip --require-hashes --strict

sbom: $(VENV)/tools  # what a release consists of
	$(VENV)/tools/bin/cyclonedx-py requirements requirements.lock --output-file guatu.cdx.json

$(VENV)/tools: | $(VENV)/python
	$(PYTHON) -m venv $@
	$@/bin/python -m pip --disable-pip-version-check --quiet install pip-audit==2.10.1 cyclonedx-bom==7.5.0

clean:
	rm -rf $(VENV) city store

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Guatu needs Python 3.11 or later: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run: requirements.lock pyproject.toml | $(VENV)/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/run
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get -qq update && \
	    apt-get -qq install -y chromium fonts-noto-cjk >/dev/null; } || \
	  { echo "The browser tests need Chromium: install it (Debian: apt-get install chromium fonts-noto-cjk)."; exit 1; }

screenshots: $(VENV)/dev chromium  # the pictures of the README
	$(BIN)/python -m benchmarks.screenshots
