#!/bin/sh
# Writes constraints.txt: the exact versions of everything that may be installed, for every Python from 3.12 on.
# Call it after changing a dependency in pyproject.toml; with --upgrade it also moves to the newest versions.
set -eu

top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$top"
[ -x .uv/bin/uv ] || scripts/setup.sh
.uv/bin/uv pip compile pyproject.toml --all-extras --group dev --group data --group bench --universal --python-version 3.12 \
    --no-emit-index-url --no-annotate --no-header --quiet --output-file constraints.txt "$@"
