#!/usr/bin/env bash
# Build the environment: Debian packages where root can install them, then the locked wheels.
# Usage: setup.sh [--for-tests] VENV
set -euo pipefail

for_tests=no
if [ "${1:-}" = "--for-tests" ]; then for_tests=yes; shift; fi
venv=${1:?the folder of the virtual environment}

say() { printf 'setup: %s\n' "$*" >&2; }
can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
makes_environments() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# The system's own is built with optimisation, and mended with the system.
python=${PYTHON:-/usr/bin/python3}
if [ -z "${PYTHON:-}" ]; then
  is_new_enough "$python" && { makes_environments "$python" || can_install; } || python=python3
fi
is_new_enough "$python" || {
  say "Python 3.11 or newer is needed; set PYTHON=/path/to/python3"; exit 1; }

has_library() { ldconfig -p 2>/dev/null | grep -q "$1"; }
has_font() { find /usr/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" -name "$1" -print -quit 2>/dev/null | grep -q .; }

missing=()
want() { missing+=("$1"); }
makes_environments "$python" || want python3-venv
has_library libpango-1.0.so.0 || want libpango-1.0-0
has_library libpangoft2-1.0.so.0 || want libpangoft2-1.0-0
# Subsetting a font is four times slower without it.
has_library libharfbuzz-subset.so.0 || want libharfbuzz-subset0
has_font 'NotoSans-Regular.*' || want fonts-noto-core
# For Chinese; a thirtieth of the size of Noto's.
has_font 'DroidSansFallback*' || want fonts-droid-fallback
if [ "$for_tests" = yes ]; then
  command -v chromium >/dev/null || want chromium
  # The browser driver's own Node needs it.
  has_library libatomic.so.1 || want libatomic1
  command -v pdftotext >/dev/null || want poppler-utils
  command -v qpdf >/dev/null || want qpdf
  command -v softhsm2-util >/dev/null || want softhsm2
fi

if [ ${#missing[@]} -gt 0 ]; then
  if can_install; then
    say "installing Debian packages: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    say "these system packages are missing, and only root can install them. On Debian:"
    say "  sudo apt-get install ${missing[*]}"
    exit 1
  fi
fi

stamp="$venv/.lock-installed"
if [ "$(cat "$stamp" 2>/dev/null)" != "$(sha256sum requirements.lock pyproject.toml)" ]; then
  [ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
  say "installing the locked packages"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
    --only-binary :all: -r requirements.lock
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
    --no-build-isolation --editable .
  sha256sum requirements.lock pyproject.toml >"$stamp"
fi

# Independent readers drag in what the project must not depend on; they live beside it.
witnesses="$venv/witnesses"
stamp="$witnesses/.lock-installed"
if [ "$for_tests" = yes ] &&
  [ "$(cat "$stamp" 2>/dev/null)" != "$(sha256sum requirements-witnesses.lock)" ]; then
  [ -x "$witnesses/bin/python" ] || "$python" -m venv "$witnesses"
  say "installing the independent readers"
  "$witnesses/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
    --require-hashes --only-binary :all: -r requirements-witnesses.lock
  sha256sum requirements-witnesses.lock >"$stamp"
fi

# Their Node comes as a wheel, so that every machine runs the same one.
modules=tests/witnesses/node
stamp="$modules/node_modules/.lock-installed"
if [ "$for_tests" = yes ] &&
  [ "$(cat "$stamp" 2>/dev/null)" != "$(sha256sum "$modules/package-lock.json")" ]; then
  say "installing the independent verifiers"
  PATH="$(realpath "$witnesses")/bin:$PATH" npm ci --prefix "$modules" --ignore-scripts --silent --no-audit --no-fund
  sha256sum "$modules/package-lock.json" >"$stamp"
fi
