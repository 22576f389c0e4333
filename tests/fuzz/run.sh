#!/usr/bin/env bash
# Builds the fuzz targets with clang and runs each for a while. Usage: tests/fuzz/run.sh [SECONDS]
# What is found stays in build/fuzz/corpus, so that another run goes on from there.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}

./cmake/install-dependencies.sh tests checks
cmake --preset sanitize
cmake --build --preset sanitize --target imrec_fuzzers

# seed TARGET FILE...: copies these into the target's corpus, if there are such.
seed() {
  local corpus=build/fuzz/corpus/$1
  mkdir -p "$corpus"
  shift
  for file in "$@"; do
    [ ! -f "$file" ] || cp "$file" "$corpus/"
  done
}
seed voc_annotation tests/voc/dialects/*.xml
seed coco tests/fuzz/seeds/coco*.json
seed csv_boxes tests/fuzz/seeds/boxes*.csv
seed cvat tests/fuzz/seeds/cvat*.xml
seed labelme tests/fuzz/seeds/labelme*.json
seed yolo_label tests/fuzz/seeds/yolo*.txt
seed list_line tests/fuzz/seeds/detection.lst
seed recipe tests/fuzz/seeds/*.prototxt tests/fuzz/seeds/*.params
# Files of one name: the larger one.
for golden in tests/golden/mxnet ../shared/golden; do
  seed record_file "$golden"/nasty.rec "$golden"/corrupt/*.rec
  seed image "$golden"/imgs/*.jpg "$golden"/imgs/*.png
done
seed image tests/fuzz/seeds/images/*
seed reader tests/fuzz/seeds/reader*.bin

for target in build/sanitize/bin/*_fuzz; do
  name=$(basename "${target%_fuzz}")
  log=build/fuzz/$name.log
  seed "$name"
  if ! "$target" "build/fuzz/corpus/$name" -max_total_time="$seconds" -rss_limit_mb=2048 \
       -timeout=20 -print_final_stats=1 -verbosity=0 -artifact_prefix="build/fuzz/$name-" \
       >"$log" 2>&1; then
    cat "$log" >&2
    echo "$name: failed; the input is kept as build/fuzz/$name-*" >&2
    exit 1
  fi
  echo "$name: $(awk '/number_of_executed_units/ {print $2}' "$log") inputs"
done
