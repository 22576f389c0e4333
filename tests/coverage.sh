#!/usr/bin/env bash
# Builds with coverage, runs all tests, and prints how many lines of each folder they reach, and which
# files have most of the others. Usage: tests/coverage.sh [LEAST]
# Fails if less than LEAST percent of the lines of these folders are reached, 92 if it is not given. Those
# of command-line tools that other processes run count as well: those processes write their own data.
set -euo pipefail
cd "$(dirname "$0")/.."
least=${1:-92}
build=build/coverage

./cmake/install-dependencies.sh tests
cmake --preset dev -B $build -DIMREC_PRECOMPILE_HEADERS=OFF -DIMREC_UNITY=ON \
      -DCMAKE_CXX_FLAGS='--coverage -fprofile-update=atomic' >/dev/null
cmake --build $build
find $build -name '*.gcda' -delete
# Without `install`, whose programs link to the libraries as they are installed, without the runtime of gcov.
# Of the faults of a store, only those whose names begin with s: each test reads a set many times, which is
# slow if threads share counters.
ctest --test-dir $build --output-on-failure -j "$(nproc)" \
      -E '^install$|Fault\.(AtRandomChanges|Changes)NoBatch/"[^s]'

python3 tests/coverage_report.py $build "$least" image recordio voc augment reader im2rec
