#!/usr/bin/env bash
# imrec's reader beside other loaders and beside what libjpeg-turbo needs alone, on the same files,
# in turn. Prints medians of several rounds, and their ratios.
# Usage: tests/bench/compare.sh [FOLDER] [ROUNDS] [SECONDS]
#   FOLDER   JPEGs (default: ../shared/data/cards, made into VOC-like and large ones)
# Left out: loaders whose libraries are not installed (Debian: libopencv-dev; python3-torch and
# python3-opencv for PYTHON, default python3).
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-../shared/data/cards/JPEGImages}
rounds=${2:-5}
seconds=${3:-3}
python=${PYTHON:-python3}
threads=2
[ -d "$folder" ] || { echo "no such folder: $folder" >&2; exit 2; }

cmake --preset release -B build/bench -DIMREC_BUILD_BENCHMARKS=ON >/dev/null
cmake --build build/bench >/dev/null
bin=$PWD/build/bench/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# pack NAME FOLDER [OPTIONS]: a file of detection records, each with two objects.
pack() {
  local name=$1 images=$2
  shift 2
  (cd "$images" && find . -type f -printf '%P\n' | sort) | awk -v OFS='\t' \
    '{print NR - 1, 2, 6, 0, .2, .3, .6, .8, 0, 1, .5, .1, .9, .5, 0, $0}' >"$work/$name.lst"
  "$bin/im2rec" "$work/$name.lst" "$images" --pack-label "$@" >/dev/null 2>&1
}

echo "making files" >&2
cp -rL "$folder" "$work/small"
"$bin/make_mosaics" "$folder" "$work/large" 40 1920 1080 82
for size in small large; do
  pack $size "$work/$size" --pass-through
  "$bin/imrec" convert "$work/$size.rec" --jpeg crop-ready -o "$work/$size-crop-ready.rec" >/dev/null 2>&1
done
if command -v jpegtran >/dev/null; then
  mkdir "$work/progressive"
  for file in "$work"/small/*; do
    jpegtran -progressive -outfile "$work/progressive/${file##*/}" "$file"
  done
  pack progressive "$work/progressive" --pass-through
  "$bin/imrec" convert "$work/progressive.rec" --jpeg baseline -o "$work/baseline.rec" >/dev/null 2>&1
fi
pack raw "$work/small" --resize 300 --center-crop --encoding .raw

# Several folders of the same pictures, so that packing takes long enough to be measured.
for i in $(seq 20); do
  mkdir -p "$work/many/$i"
  cp "$work"/small/* "$work/many/$i/"
done
(cd "$work/many" && find . -type f -printf '%P\n' | sort) |
  awk -v OFS='\t' '{print NR - 1, 0, $0}' >"$work/many.lst"

# Each measurement: a name, and a command that prints images a second.
names=()
declare -A commands
measure() {
  names+=("$1")
  commands[$1]=$2
}
ours() {
  echo "'$bin/imrec' bench '$work/$1.rec' --seconds $seconds --threads ${2:-$threads} ${3:-} --json |
        sed -n 's/.*\"images_per_second\": *\([0-9.]*\).*/\1/p'"
}
limit() { echo "'$bin/load_limit' '$work/$1.rec' $threads $seconds $2"; }

measure "imrec" "$(ours small)"
measure "imrec, 1 thread" "$(ours small 1)"
measure "imrec, crop-ready" "$(ours small-crop-ready)"
measure "imrec, chroma as stored" "$(ours small $threads "--preset '$work/stored.prototxt'")"
measure "imrec, raw records, uint8" "$(ours raw $threads '--dtype uint8')"
measure "copy of raw records" "$(limit raw copy)"
measure "full decode alone" "$(limit small rgb)"
measure "entropy decode alone" "$(limit small entropy)"
if [ -x "$bin/opencv_loader" ]; then
  measure "OpenCV in C++" "'$bin/opencv_loader' '$work/small.rec' $threads $seconds"
fi
if "$python" -c 'import torch, cv2' 2>/dev/null; then
  measure "PyTorch, OpenCV" "'$python' tests/bench/torch_loader.py '$work/small' $threads $seconds"
fi
# packing OPTIONS...: images a second of im2rec over all the folders.
packing() { rate "'$bin/im2rec' '$work/many.lst' '$work/many' --num-thread $threads $*"; }
# rate COMMAND: images a second of a command that goes over all the folders.
rate() {
  echo "rm -rf '$work/copy'; start=\$EPOCHREALTIME; $1 >/dev/null 2>&1
        awk -v from=\$start -v to=\$EPOCHREALTIME -v n=$(wc -l <"$work/many.lst") \
          'BEGIN {printf \"%.1f\", n / (to - from)}'"
}
measure "im2rec, pass-through" "$(packing --pass-through)"
measure "cp of the same files" "$(rate "cp -r '$work/many' '$work/copy'")"
measure "im2rec, resize 300" "$(packing --resize 300)"
if [ -x "$bin/opencv_packer" ]; then
  measure "OpenCV packer, resize 300" \
    "'$bin/opencv_packer' '$work/many' '$work/opencv.pack' $threads 300"
fi
measure "imrec, 1920x1080" "$(ours large)"
measure "imrec, 1920x1080, chroma as stored" \
  "$(ours large $threads "--preset '$work/stored.prototxt'")"
measure "imrec, 1920x1080, decode_ratio 1" \
  "$(ours large $threads "--preset '$work/shrunk.prototxt'")"
measure "imrec, 1920x1080, crop-ready" "$(ours large-crop-ready)"
measure "full decode alone, 1920x1080" "$(limit large rgb)"
if [ -f "$work/baseline.rec" ]; then
  measure "imrec, progressive" "$(ours progressive)"
  measure "imrec, progressive packed as baseline" "$(ours baseline)"
fi
"$bin/imrec" augment show ssd300 >"$work/ssd300.prototxt"
sed 's/decode_ratio: 2/decode_ratio: 1/' "$work/ssd300.prototxt" >"$work/shrunk.prototxt"
sed 's/AS_PIXELS/AS_STORED/' "$work/ssd300.prototxt" >"$work/stored.prototxt"
# Each variant must differ from the preset, or it measures nothing.
for recipe in shrunk stored; do
  if cmp -s "$work/ssd300.prototxt" "$work/$recipe.prototxt"; then
    echo "no such setting to change: $recipe" >&2
    exit 1
  fi
done

# What isn't a rate.
first_batch_ms() {
  local start=$EPOCHREALTIME
  "$bin/imrec" bench "$work/small.rec" --seconds 0.001 --threads $threads >/dev/null
  awk -v from="$start" -v to="$EPOCHREALTIME" 'BEGIN {printf "%.1f", 1000 * (to - from)}'
}
peak_memory_mib() {
  "$bin/imrec" bench "$work/small.rec" --seconds "$seconds" --threads $threads --json |
    awk -F '[:,]' '/max_rss_bytes/ {printf "%.1f", $2 / 1048576}'
}

: >"$work/results"
for round in $(seq "$rounds"); do
  for name in "${names[@]}"; do
    echo "round $round: $name" >&2
    printf '%s\t%s\n' "$name" "$(bash -c "${commands[$name]}")" >>"$work/results"
  done
  printf 'start to first batch\t%s\n' "$(first_batch_ms)" >>"$work/results"
  printf 'peak memory\t%s\n' "$(peak_memory_mib)" >>"$work/results"
done

median() {
  awk -F '\t' -v name="$1" '$1 == name {print $2}' "$work/results" | sort -n |
    awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'
}
ratio() {
  local a b
  a=$(median "$1")
  b=$(median "$2")
  [ -n "$a" ] && [ -n "$b" ] && awk -v a="$a" -v b="$b" -v of="$1 / $2" \
    'BEGIN {if (b > 0) printf "| %s | %.2f |\n", of, a / b}'
  return 0
}

echo "| loader or stage, $threads threads | images/s |"
echo "| --- | ---: |"
for name in "${names[@]}"; do printf '| %s | %.0f |\n' "$name" "$(median "$name")"; done
echo
echo "| ratio | |"
echo "| --- | ---: |"
ratio "imrec" "OpenCV in C++"
ratio "imrec" "PyTorch, OpenCV"
ratio "imrec" "full decode alone"
ratio "imrec, crop-ready" "full decode alone"
ratio "imrec" "imrec, 1 thread"
ratio "imrec" "entropy decode alone"
ratio "imrec, raw records, uint8" "copy of raw records"
ratio "imrec, 1920x1080" "full decode alone, 1920x1080"
ratio "imrec, 1920x1080, chroma as stored" "full decode alone, 1920x1080"
ratio "imrec, 1920x1080, decode_ratio 1" "full decode alone, 1920x1080"
ratio "imrec, 1920x1080, crop-ready" "full decode alone, 1920x1080"
ratio "im2rec, pass-through" "cp of the same files"
ratio "im2rec, resize 300" "OpenCV packer, resize 300"
ratio "imrec, progressive packed as baseline" "imrec, progressive"
echo
echo "| of one process | |"
echo "| --- | ---: |"
printf '| start to first batch, and end | %.0f ms |\n' "$(median "start to first batch")"
printf '| peak memory, batches of 32 | %.0f MiB |\n' "$(median "peak memory")"
