# `make run` serves the dashboard, `make test` runs every test; each sets up all that it needs.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
TESTS ?= tests
WORKERS ?= 2

.PHONY: run test check lint format documents clean chromium
.DELETE_ON_ERROR:

run: $(VENV)/.runtime
	@$(BIN)/python -m lead_metrics doctor --has-release || $(BIN)/python -m lead_metrics sample
	$(BIN)/streamlit run dashboard.py

test: $(VENV)/.development chromium
	$(BIN)/python -m pytest -n $(WORKERS) --no-loadscope-reorder $(TESTS)

check: lint test

lint: $(VENV)/.development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -c pyproject.toml -r lead_metrics pages dashboard.py
	$(BIN)/python -m lead_metrics documents --check

format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

documents: $(VENV)/.runtime
	$(BIN)/python -m lead_metrics documents

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage

# A stamp says which requirements the environment holds, so that a second run starts at once.
$(VENV)/.runtime: requirements.txt $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# Debian keeps `venv` in a package of its own, named after Python's version.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it, or name it: make PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(call install,$(VENV_PACKAGE)) || { \
		echo "Python's venv is missing; as root run: apt-get install $(VENV_PACKAGE)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
VENV_PACKAGE = $(shell $(PYTHON) -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')

# The browser tests drive Debian's Chromium; where it cannot be had they say so, and in CI they stop the suite.
chromium:
	@test -x /usr/bin/chromium || $(call install,chromium) || \
		echo "chromium is missing: the browser tests are left out; as root run: apt-get install chromium" >&2

install = { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null; }
