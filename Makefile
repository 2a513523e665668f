# Two commands for a newcomer: `make demo` and `make test`. Everything lands in .venv and .powerpact.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test lint types imports unit screenshots lock clean

help:
	@echo "make demo         the whole marketplace on this machine, told as it happens (ONCE=1: exit when told)"
	@echo "make test         everything a change must pass"
	@echo "make lint         ruff, mypy and the import rules only"
	@echo "make screenshots  the README's pictures, taken anew"
	@echo "make lock         pin the dependencies of pyproject.toml again"

$(VENV)/local: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "PowerPact needs Python 3.11 or later: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes --requirement requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: $(VENV)/local requirements-dev.lock
	$(INSTALL) --require-hashes --requirement requirements-dev.lock
	@touch $@

demo: $(VENV)/local
	@$(BIN)/powerpact demo $(if $(ONCE),--once)

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/dev
	$(BIN)/pytest --numprocesses=auto --dist=worksteal --cov --cov-report=term

test: lint unit

# What the stories of the console and of the partners' dashboard see on their way.
screenshots: $(VENV)/dev
	@mkdir -p docs/screenshots
	SCREENSHOTS=docs/screenshots $(BIN)/pytest --numprocesses=0 tests/stories/console tests/stories/dashboard

# uv resolves for every Python from 3.11 on; no index address reaches the lock files.
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links
lock: $(VENV)/dev
	$(LOCK) --extra local --output-file requirements.lock
	$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) .powerpact
