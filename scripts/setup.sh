#!/bin/sh
# Makes the virtual environment .venv with everything that Safeconduct needs. Called by make; safe to call again.
#
#   scripts/setup.sh          what the program needs
#   scripts/setup.sh dev      that, and what the tests and checks need
#
# Needed beforehand: a python3 of 3.8 or newer with its module venv. It serves only to install uv into .uv/; the Python
# that Safeconduct runs on (3.12 to 3.14) is looked for, and fetched by uv if there is none.
set -eu

top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
uv="$top/.uv/bin/uv"
venv="$top/.venv"
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV

quiet=--quiet
[ -t 2 ] && quiet='' # somebody is watching: let uv show how far the downloads are

say() { printf '==> %s\n' "$*" >&2; }
stop() { printf '\nSet-up stopped. %s\n' "$*" >&2; exit 1; }

# Every python is tried from /: in the project's folder pyenv obeys .python-version, and then answers nothing at all on
# a machine where it does not have that version.
runs() { (cd / && "$1" -c "$2") >/dev/null 2>&1 </dev/null; }

can_bootstrap='import sys, venv, ensurepip
sys.exit(sys.version_info < (3, 8))'
can_serve='import sys, ssl, sqlite3
sys.exit(not (sys.implementation.name == "cpython" and (3, 12) <= sys.version_info[:2] <= (3, 14)))'

make_uv() {
    if [ -x "$uv" ] && "$uv" --version >/dev/null 2>&1; then return; fi
    for python in python3 python /usr/bin/python3 python3.14 python3.13 python3.12 python3.11 python3.10 python3.9 python3.8; do
        runs "$python" "$can_bootstrap" || continue
        say "installing uv into .uv/"
        rm -rf "$top/.uv"
        (cd / && "$python" -m venv "$top/.uv") || stop "The python3 here cannot make a virtual environment (see above)."
        "$top/.uv/bin/python" -m pip install --quiet --disable-pip-version-check 'uv>=0.9' || stop \
            "uv could not be installed with pip (see above). Is the network there? Call make again when it is."
        return
    done
    stop "No python3 of 3.8 or newer with the modules venv and ensurepip was found.
Install one and call make again. On Debian and Ubuntu: apt-get install python3 python3-venv"
}

# Prints the path of a python that Safeconduct can run on, or nothing. The oldest that serves comes first: for it the
# libraries have had the longest time to publish what they ship.
find_python() {
    if [ -n "${SAFECONDUCT_PYTHON:-}" ]; then
        runs "$SAFECONDUCT_PYTHON" "$can_serve" || return 1
        echo "$SAFECONDUCT_PYTHON"
        return
    fi
    for minor in 12 13 14; do
        for python in "python3.$minor" "${PYENV_ROOT:-$HOME/.pyenv}/versions/3.$minor".*/bin/python python3; do
            runs "$python" "$can_serve" && runs "$python" "import sys; sys.exit(sys.version_info[1] != $minor)" || continue
            (cd / && "$python" -c 'import sys; print(sys.executable)')
            return
        done
    done
}

make_venv() {
    if [ -x "$venv/bin/python" ] && runs "$venv/bin/python" "$can_serve"; then return; fi
    if ! python=$(find_python); then
        stop "SAFECONDUCT_PYTHON names $SAFECONDUCT_PYTHON, which is not a working CPython of 3.12 to 3.14."
    fi
    if [ -n "$python" ]; then
        say "making .venv with $python"
        "$uv" venv $quiet --clear --python "$python" "$venv" || stop "uv could not make .venv (see above)."
    else
        say "no Python 3.12 to 3.14 found here: uv fetches one"
        "$uv" venv $quiet --clear --managed-python --python 3.12 "$venv" || stop "Safeconduct needs Python 3.12, 3.13 or 3.14.
There is none on PATH and none of pyenv's, and uv could not fetch one (see above).
Install one (for instance 'apt-get install python3.12', or 'pyenv install 3.12') and call make again,
or say where it is: SAFECONDUCT_PYTHON=/path/to/python3.12 make setup"
    fi
}

cd "$top"
make_uv
make_venv
case "${1:-run}" in
    run) say "installing Safeconduct"; set -- ;;
    dev) say "installing Safeconduct, and what its tests and checks need"; set -- --group dev ;;
    *) stop "scripts/setup.sh knows the words 'run' and 'dev', not '$1'." ;;
esac
# shellcheck disable=SC2086 # empty or one word
"$uv" pip install $quiet --python "$venv/bin/python" --constraint constraints.txt --editable . "$@" || stop \
    "The libraries could not be installed (see above). What was downloaded is kept; call make again to go on."
