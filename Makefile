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

# Hashes without addresses; needs `uv` and `npm` on the path.
LOCK_OPTIONS := --generate-hashes --universal --python-version 3.11 \
  --no-emit-index-url --no-annotate --no-header
# What the witnesses name as their needs and do not import to read a file.
NOT_NEEDED := alabaster antlr4-python3-runtime cfgraph colorama docutils flatbuffers imagesize \
  iniconfig networkx onnxruntime pluggy protobuf psutil pymupdf-layout pyshex pyshexc pytest \
  pytest-logging rdflib-jsonld rdflib-shim roman-numerals snowballstemmer sparqlslurper sphinx \
  sphinx-click sphinxcontrib-applehelp sphinxcontrib-devhelp sphinxcontrib-htmlhelp \
  sphinxcontrib-jsmath sphinxcontrib-qthelp sphinxcontrib-serializinghtml

lock:
	uv pip compile pyproject.toml --group dev $(LOCK_OPTIONS) --output-file requirements.lock
	uv pip compile requirements-witnesses.in $(LOCK_OPTIONS) \
	  $(foreach name,$(NOT_NEEDED),--no-emit-package $(name)) --output-file requirements-witnesses.lock
	npm install --prefix tests/witnesses/node --package-lock-only --ignore-scripts --no-audit --no-fund

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
