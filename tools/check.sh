#!/usr/bin/env bash
# Every check that needs no running service. Usage: check.sh BIN
set -uo pipefail
bin=${1:?the folder of the commands}
failed=0

check() {
  printf '%-28s' "$1"; shift
  if output=$("$@" 2>&1); then echo ok; else echo FAILED; printf '%s\n' "$output"; failed=1; fi
}

check "format"            "$bin/ruff" format --check .
check "lint"              "$bin/ruff" check .
check "types"             "$bin/mypy"
check "import contracts"  "$bin/lint-imports" --no-cache
check "curated data"      "$bin/registry" graph validate mappings/data
check "translations"      "$bin/python" tools/check_translations.py
check "lock file"         "$bin/python" tools/check_lock.py
check "migrations"        "$bin/python" tools/check_migrations.py
exit $failed
