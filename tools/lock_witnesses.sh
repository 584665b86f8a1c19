#!/usr/bin/env bash
# Locks the independent readers of the tests: hashes, no addresses, wheels only. Needs `uv`.
set -euo pipefail
cd "$(dirname "$0")/.."

# sssom's generators of documents and its ShEx engine come along and are never imported; some of
# them exist only as source.
unused=(
  alabaster antlr4-python3-runtime babel cfgraph colorama docutils imagesize iniconfig pluggy
  pyshex pyshexc pytest pytest-logging rdflib-jsonld rdflib-shim roman-numerals snowballstemmer
  sparqlslurper sphinx sphinx-click sphinxcontrib-applehelp sphinxcontrib-devhelp
  sphinxcontrib-htmlhelp sphinxcontrib-jsmath sphinxcontrib-qthelp sphinxcontrib-serializinghtml
)
echo "sssom" | uv pip compile - --generate-hashes --universal --python-version 3.11 \
  --no-emit-index-url --no-annotate --no-header "${unused[@]/#/--no-emit-package=}" \
  --output-file requirements-witnesses.lock
