#!/bin/sh
# Makes environments of their own for the programs that the benchmarks measure beside ours, in .peers/.
#
#   scripts/peers.sh               all of them
#   scripts/peers.sh kep-solver    this one
#
# A peer is never installed into .venv and never imported by the product: some have licences that ask more of those who
# build on them (kep-solver: AGPL; sortition-algorithms: GPL), and none is needed to run Safeconduct. Needed beforehand: make setup.
set -eu

top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
python="$top/.venv/bin/python"

# name: what pip is to install for it
packages() {
    case "$1" in
        kep-solver) echo "kep-solver==4.0.2 pulp==3.3.2" ;; # the last PuLP that brings its own CBC, which kep-solver asks for
        sortition) echo "sortition-algorithms==0.12.15" ;;
        *) echo "peers.sh knows no '$1', only: kep-solver, sortition" >&2; exit 2 ;;
    esac
}

[ -x "$python" ] || { echo "There is no .venv yet. Call 'make setup' first." >&2; exit 1; }
[ $# -gt 0 ] || set -- kep-solver sortition
for peer in "$@"; do
    wanted=$(packages "$peer")
    home="$top/.peers/$peer"
    if [ "$(cat "$home/.installed" 2>/dev/null)" = "$wanted" ]; then continue; fi
    echo "==> making .peers/$peer" >&2
    rm -rf "$home"
    "$python" -m venv "$home"
    # shellcheck disable=SC2086 # several words
    "$home/bin/python" -m pip install --quiet --disable-pip-version-check $wanted
    echo "$wanted" >"$home/.installed"
done
