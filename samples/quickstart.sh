#!/usr/bin/env bash
# From nothing to augmented batches: builds imrec, makes a small annotated data set, packs it, reads
# it, and draws what a network would see. Run it again: it only does what is not done yet.
set -euo pipefail
cd "$(dirname "$0")/.."

./cmake/install-dependencies.sh
if [ ! -f build/release/build.ninja ]; then
  cmake --preset release >build-configure.log 2>&1 || { cat build-configure.log >&2; exit 1; }
  rm -f build-configure.log
fi
cmake --build --preset release

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
  "$bin/im2rec" "$out/shapes" "$data" --pass-through --pack-label
fi
"$bin/imrec" info "$out/shapes.rec"
"$bin/imrec" bench "$out/shapes.rec" --preset ssd300 --seconds 3
echo "What the network sees:"
"$bin/imrec" preview "$out/shapes.rec" --preset ssd300 -o "$out/preview.jpg"
