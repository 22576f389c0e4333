#!/usr/bin/env bash
# Replaces each corpus in build/fuzz/corpus by the fewest inputs that reach the same code.
# Usage: tests/fuzz/minimise.sh [TARGET ...]
# Needs the programs of tests/fuzz/run.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/fuzz/corpus.sh
if [ $# -eq 0 ]; then
  mapfile -t targets < <(fuzz_targets)
  set -- "${targets[@]}"
fi

for name in "$@"; do
  corpus=build/fuzz/corpus/$name
  seed_corpus "$name"
  before=$(find "$corpus" -type f | wc -l)
  rm -rf "$corpus.new"
  mkdir "$corpus.new"
  build/sanitize/bin/"${name}_fuzz" -merge=1 -timeout=20 "$corpus.new" "$corpus" \
    >"build/fuzz/$name-minimise.log" 2>&1 || { cat "build/fuzz/$name-minimise.log" >&2; exit 1; }
  rm -rf "$corpus"
  mv "$corpus.new" "$corpus"
  echo "$name: $(find "$corpus" -type f | wc -l) of $before inputs"
done
