# Everything a newcomer types. `make demo` works on a bare Debian 12 with Python 3.11+, git and make.
SHELL := /bin/bash
.DELETE_ON_ERROR:
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup demo serve test check bench format lock clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml tools/setup.sh
	tools/setup.sh $(VENV)
	touch $@

demo: setup
	$(BIN)/registry demo

serve: setup
	$(BIN)/registry serve --port $(PORT) --with-demo-accounts

test: setup
	tools/setup.sh --for-tests $(VENV)
	$(BIN)/pytest -n 2 --dist loadgroup

check: setup
	tools/check.sh $(BIN)

bench: setup
	$(BIN)/registry bench all

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Hashes without addresses; needs `uv` on the path.
lock:
	uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 \
	  --no-emit-index-url --no-annotate --no-header --output-file requirements.lock

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
