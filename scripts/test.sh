#!/bin/sh
# Every check, one after the other, and at the end the names of those that failed. Called by 'make test'.
# SAFECONDUCT_EXTERNAL names the folder of data made by others; without it the tests marked external are skipped.
# With SAFECONDUCT_NO_SKIPS=1 a skipped test is a failed one.
set -u

cd "$(dirname -- "$0")/.." || exit 1
bin=.venv/bin
failed=''

check() {
    name=$1
    shift
    printf '\n==> %s\n' "$name"
    "$@" || failed="$failed
  $name: $*"
}

# with_postgres.py ends with 77 where PostgreSQL cannot be run, and has said why. tests/test_services.py counts it.
on_postgres() {
    $bin/python scripts/with_postgres.py $bin/pytest tests/store tests/work
    code=$?
    if [ $code = 77 ] && [ "${SAFECONDUCT_NO_SKIPS:-}" != 1 ]; then
        echo 'Skipped: the tests of store and work were not run on PostgreSQL.'
        return 0
    fi
    return $code
}

scripts/system_packages.sh
[ -n "${SAFECONDUCT_EXTERNAL:-}" ] ||
    echo 'SAFECONDUCT_EXTERNAL is not set: tests on data made by others (marked external) are skipped.' >&2

check 'style' $bin/ruff check .
check 'types' $bin/mypy
check 'who may import whom' $bin/lint-imports
check 'generated pages are fresh' $bin/python scripts/build_docs.py --check
check 'store and work on PostgreSQL' on_postgres
check 'tests' $bin/pytest

if [ -n "$failed" ]; then
    printf '\nNot good yet. Failed:%s\n' "$failed"
    exit 1
fi
