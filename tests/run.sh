#!/usr/bin/env bash
# Builds the tests and runs them all. Usage: tests/run.sh [PRESET] [CTEST ARGUMENTS ...]
#   PRESET: release (default: what the quick start has built is tested), dev, sanitize or tsan
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
[ $# -eq 0 ] || shift

groups=(tests)
# Both link with lld.
[ "$preset" != sanitize ] && [ "$preset" != tsan ] || groups+=(checks)
./cmake/install-dependencies.sh "${groups[@]}"
cmake --preset "$preset" -DIMREC_BUILD_TESTS=ON
cmake --build --preset "$preset"
ctest --preset "$preset" "$@"
