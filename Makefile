# make run: the dashboard on the fictional city.   make test: every test, real browser included.
PYTHON ?= python3
PORT   ?= 8501
STORE  ?= store
CITY   ?=

BIN  := .venv/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check --quiet
export GUATU_STORE := $(STORE)

.PHONY: run setup test check bench fuzz lock clean chromium screenshots

run: .venv/run
ifneq ($(CITY),)
	$(BIN)/guatu load $(CITY)
else
	@test -f $(STORE)/current.json || { test -f city/city.toml || $(BIN)/guatu demo city; }
	@test -f $(STORE)/current.json || $(BIN)/guatu load city
endif
	$(BIN)/guatu serve --port $(PORT)

setup: .venv/dev

test: .venv/dev chromium
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/dev chromium
	$(BIN)/python -m benchmarks

fuzz: .venv/dev  # what breaks is kept in fuzz-failures/
	PYTHONPATH=tests $(BIN)/python -m fuzz --minutes 10

lock: .venv/dev  # pins every dependency with its hashes, naming no host; needs `uv` on the path
	echo "setuptools==81.0.0" | uv pip compile $(LOCK) -o requirements.lock pyproject.toml -
	uv pip compile $(LOCK) --all-extras -o requirements-dev.lock pyproject.toml
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --quiet

clean:
	rm -rf .venv city store

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Guatu needs Python 3.11 or later: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/run: requirements.lock pyproject.toml | .venv/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get -qq update && \
	    apt-get -qq install -y chromium fonts-noto-cjk >/dev/null; } || \
	  { echo "The browser tests need Chromium: install it (Debian: apt-get install chromium fonts-noto-cjk)."; exit 1; }

screenshots: .venv/dev chromium  # the pictures of the README
	$(BIN)/python -m benchmarks.screenshots
