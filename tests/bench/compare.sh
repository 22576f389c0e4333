#!/usr/bin/env bash
# imrec's reader beside other loaders and beside what libjpeg-turbo needs alone, on the same files,
# in turn. Prints medians of several rounds, and their ratios: images per second, and processor
# time per image, which other work on the machine changes less.
# Usage: tests/bench/compare.sh [FOLDER] [ROUNDS] [SECONDS]
#   FOLDER   JPEGs (default: ../shared/data/cards, made into VOC-like and large ones)
# Environment:
#   ROWS     a regular expression: only the rows whose names it matches ('of one process' for the
#            last table)
#   PYTHON   for loaders in Python (default: that of build/bench-loaders, which loaders.sh makes;
#            otherwise python3)
# Left out with a message: loaders whose libraries are not installed (Debian: libopencv-dev, libvips-tools,
# libjpeg-turbo-progs; in Python: tests/bench/loaders.sh). The exit status is 1 if a measurement failed.
set -euo pipefail
export LC_ALL=C # numbers have points
cd "$(dirname "$0")/../.."
folder=${1:-../shared/data/cards/JPEGImages}
rounds=${2:-5}
seconds=${3:-3}
rows=${ROWS:-}
python=${PYTHON:-build/bench-loaders/bin/python}
[ -n "${PYTHON:-}" ] || [ -x "$python" ] || python=python3
threads=2
[ -d "$folder" ] || { echo "no such folder: $folder" >&2; exit 2; }

cmake --preset release -B build/bench -DIMREC_BUILD_BENCHMARKS=ON >/dev/null
cmake --build build/bench >/dev/null
bin=$PWD/build/bench/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

. tests/bench/compare_files.sh
. tests/bench/compare_rows.sh
. tests/bench/compare_tables.sh

process="of one process"
if [ ${#names[@]} = 0 ] && ! wanted "$process"; then
  echo "no row's name matches ROWS: $rows" >&2
  exit 2
fi
if wanted "$process"; then needed[small]=1; fi

echo "making files" >&2
for files in small large progressive raw many faces tiny recipes; do
  if [ -n "${needed[$files]:-}" ]; then "make_$files"; fi
done

first_batch_ms() {
  local start=$EPOCHREALTIME
  "$bin/imrec" bench "$work/small.rec" --seconds 0.001 --threads $threads >/dev/null
  awk -v from="$start" -v to="$EPOCHREALTIME" 'BEGIN {printf "%.1f", 1000 * (to - from)}'
}
peak_memory_mib() {
  "$bin/imrec" bench "$work/small.rec" --seconds "$seconds" --threads $threads --json |
    awk -F '[:,]' '/max_rss_bytes/ {printf "%.1f", $2 / 1048576}'
}

status=0
load_before=$(cut -d ' ' -f 1 /proc/loadavg)
: >"$work/results"
for round in $(seq "$rounds"); do
  for name in ${names[@]+"${names[@]}"}; do
    echo "round $round: $name" >&2
    numbers=$(bash -c "${commands[$name]}") || numbers=
    if [[ $numbers =~ ^[0-9.]+\ [0-9.]+$ ]]; then
      printf '%s\t%s\n' "$name" "$numbers" >>"$work/results"
    else
      echo "failed: $name" >&2
      status=1
    fi
  done
  if wanted "$process"; then
    printf 'start to first batch\t%s\n' "$(first_batch_ms)" >>"$work/results"
    printf 'peak memory\t%s\n' "$(peak_memory_mib)" >>"$work/results"
  fi
done

print_machine
if [ ${#names[@]} -gt 0 ]; then
  echo
  print_rates
  print_ratios
fi
if wanted "$process"; then
  echo
  print_process
fi
exit $status
