#!/bin/sh
# Installs what some tests need and pip does not have: a PostgreSQL server, Chromium, poppler-utils and Java 17 (for
# Spark). Only as root and with apt; otherwise it says in one message what is missing, and the tests that need it are
# skipped with that reason.
set -eu

missing=''
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
    missing="$missing chromium"
command -v pdftotext >/dev/null && command -v pdftoppm >/dev/null || missing="$missing poppler-utils"
command -v java >/dev/null || [ -x "${JAVA_HOME:-/nowhere}/bin/java" ] || missing="$missing openjdk-17-jre-headless"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    printf '==> installing with apt:%s\n' "$missing" >&2
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    # The lists of a fresh machine are empty or old, so they come first.
    # shellcheck disable=SC2086 # one word per package
    if apt-get update -qq </dev/null >"$log" 2>&1 &&
        apt-get install -y -qq --no-install-recommends $missing </dev/null >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
    printf 'apt could not install:%s. ' "$missing" >&2
else
    printf 'Not installed here:%s. ' "$missing" >&2
fi
printf '%s\n' "The tests that need them are skipped.
To run them all, install these packages first (Debian: apt-get install$missing) and call make test again." >&2
