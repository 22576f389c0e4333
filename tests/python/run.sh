#!/usr/bin/env bash
# Installs the Python package as users do, into an environment of its own with Debian's PyTorch, and
# runs its tests, the type checker and the formatter. The pages of its API are then in
# build/python-docs. Usage: tests/python/run.sh [PYTEST ARGUMENT ...]
# PYTHON=... is another Python, whose environment then has no PyTorch unless it has its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-/usr/bin/python3}

# The compiler of the other builds, not the one that Python was built with.
export CC=${CC:-cc} CXX=${CXX:-c++}

./cmake/install-dependencies.sh python
environment=build/python-environment
[ -x "$environment/bin/pip" ] || "$python" -m venv --system-site-packages "$environment"
began=$SECONDS
"$environment/bin/pip" install -q --disable-pip-version-check . pytest mypy pdoc==16.0.0 ruff==0.17.6
echo "pip install: $((SECONDS - began)) s"

"$environment/bin/ruff" check -q reader/python samples tests
"$environment/bin/ruff" format -q --check reader/python samples tests

# From another folder, so that the installed package is what is imported.
sources=$PWD
cd "$environment"
bin/python -m mypy --config-file "$sources/pyproject.toml" -p imrec
[ ! -f "$sources/samples/train_ssd.py" ] ||
  bin/python -m mypy --config-file "$sources/pyproject.toml" "$sources/samples/train_ssd.py"
bin/python -m pdoc -d google -o "$sources/build/python-docs" imrec imrec.torch imrec.recordio \
  imrec.mxnet imrec.insightface imrec.distributed '!imrec._imrec'
PATH="$PWD/bin:$PATH" bin/python -m pytest -q -p no:cacheprovider --durations=5 "$@" "$sources/tests/python"
