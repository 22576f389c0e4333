#!/usr/bin/env bash
# Builds imrec, makes a small annotated data set, packs it, reads augmented batches from it, and draws
# what a network would see. When run again, it does only the steps that are not done yet.
set -euo pipefail
cd "$(dirname "$0")/.."

./cmake/install-dependencies.sh
mkdir -p build/release
log=build/release/quickstart.log
fail() {
  cat "$log" >&2
  exit 1
}
# Prints every tenth of the steps that ninja prints.
show_progress() {
  local line tenths shown=0
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    tenths=$((BASH_REMATCH[1] * 10 / BASH_REMATCH[2]))
    if [ "$tenths" -gt "$shown" ]; then
      echo "  $((tenths * 10)) %"
      shown=$tenths
    fi
  done
}
echo "Building imrec in build/release; the first time takes minutes"
if [ ! -f build/release/build.ninja ]; then cmake --preset release >"$log" 2>&1 || fail; fi
cmake --build --preset release 2>&1 | tee "$log" | show_progress || fail

bin=build/release/bin
out=samples/out
data=$out/shapes
mkdir -p "$out"

if [ ! -f "$data/ImageSets/Main/trainval.txt" ]; then
  rm -rf "$data"
  "$bin/make_shapes" "$data"
fi
if [ ! -f "$out/shapes.lst" ]; then
  "$bin/voc2lst" "$data" --set trainval -o "$out/shapes.lst"
fi
if [ ! -f "$out/shapes.rec" ] || [ "$out/shapes.lst" -nt "$out/shapes.rec" ]; then
  "$bin/im2rec" "$out/shapes" "$data" --pass-through
fi
"$bin/imrec" info "$out/shapes.rec"
"$bin/imrec" bench "$out/shapes.rec" --preset ssd300 --seconds 3
echo "What the network sees:"
"$bin/imrec" preview "$out/shapes.rec" --preset ssd300 --force -o "$out/preview.jpg"
echo "The tools are in $bin"
