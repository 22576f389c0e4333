#!/usr/bin/env bash
# Runs the tests of packing with Ray, Spark and processes, and of readers under mpirun, in an
# environment of its own with Ray and PySpark from PyPI and Java from Debian.
# Usage: tests/python/engines.sh [PYTEST ARGUMENT ...]
# PYTHON=... is another Python.
set -euo pipefail
cd "$(dirname "$0")/../.."

# The compiler of the other builds, not the one that Python was built with.
export CC=${CC:-cc} CXX=${CXX:-c++}

./cmake/install-dependencies.sh engines
environment=build/engines-environment
[ -x "$environment/bin/pip" ] || "${PYTHON:-/usr/bin/python3}" -m venv "$environment"
"$environment/bin/pip" install -q --disable-pip-version-check . pytest ray pyspark
sources=$PWD
cd "$environment"
bin/python -c 'import pyspark, ray; print("Ray", ray.__version__, "PySpark", pyspark.__version__)'
# No test is skipped: all that they need is here.
PATH="$PWD/bin:$PATH" bin/python -m pytest -q -p no:cacheprovider -rs --durations=5 "$@" \
  "$sources/tests/python/test_distributed.py" "$sources/tests/python/test_parts.py" | tee engines.log
! grep -q '^SKIPPED' engines.log
