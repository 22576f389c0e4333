#!/usr/bin/env bash
# Builds the tests and runs them all. Usage: tests/run.sh [PRESET] [CTEST ARGUMENTS ...]
#   PRESET: dev (default), asan or tsan
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-dev}
[ $# -eq 0 ] || shift

./cmake/install-dependencies.sh tests
cmake --preset "$preset"
cmake --build --preset "$preset"
ctest --preset "$preset" "$@"
