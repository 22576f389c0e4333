#!/usr/bin/env bash
# Builds the fuzz targets with clang and runs each for a while, on all processors.
# Usage: tests/fuzz/run.sh [SECONDS [TARGET ...]]
# What is found stays in build/fuzz/corpus, so that another run goes on from there.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/fuzz/corpus.sh
seconds=${1:-60}
shift $(($# > 0))

./cmake/install-dependencies.sh tests checks
cmake --preset sanitize
cmake --build --preset sanitize --target imrec_fuzzers
if [ $# -eq 0 ]; then
  mapfile -t targets < <(fuzz_targets)
  set -- "${targets[@]}"
fi

# run_target NAME: with a log of its own. Prints what happened.
run_target() {
  local name=$1 log=build/fuzz/$1.log
  seed_corpus "$name"
  if ! build/sanitize/bin/"${name}_fuzz" "build/fuzz/corpus/$name" -max_total_time="$seconds" \
       -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 -verbosity=0 \
       -artifact_prefix="build/fuzz/$name-" >"$log" 2>&1; then
    cat "$log" >&2
    echo "$name: failed; the input is kept as build/fuzz/$name-*" >&2
    return 1
  fi
  echo "$name: $(awk '/number_of_executed_units/ {print $2}' "$log") inputs"
}

# As many at once as there are processors.
export seconds
export -f run_target $(compgen -A function | grep -v '^run_target$')
printf '%s\n' "$@" | xargs -P "$(nproc)" -I TARGET bash -euo pipefail -c 'run_target TARGET'
