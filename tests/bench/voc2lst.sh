#!/usr/bin/env bash
# voc2lst beside a script on Python's ElementTree, over the same annotations.
# Usage: tests/bench/voc2lst.sh [COUNT]   COUNT: annotations, default 10000
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-10000}
bin=build/release/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$bin/make_shapes" "$work/shapes" --count 200
mkdir -p "$work/voc/Annotations" "$work/voc/JPEGImages"
python3 - "$work" "$count" <<'PYTHON'
import os, sys
work, count = sys.argv[1], int(sys.argv[2])
for i in range(1, count + 1):
    for folder, suffix in (("Annotations", "xml"), ("JPEGImages", "jpg")):
        os.link(f"{work}/shapes/{folder}/{i % 200 + 1:06d}.{suffix}",
                f"{work}/voc/{folder}/{i:08d}.{suffix}")
PYTHON

# median COMMAND...: the middle of five runs, in seconds.
median() {
  for _ in 1 2 3 4 5; do
    local start=$EPOCHREALTIME
    "$@" >/dev/null 2>&1
    echo "$EPOCHREALTIME $start"
  done | awk '{print $1 - $2}' | sort -n | sed -n 3p
}
python=$(median python3 tests/bench/voc2lst_elementtree.py "$work/voc" "$work/python.lst")
one=$(median "$bin/voc2lst" "$work/voc" --threads 1 -o "$work/imrec.lst")
all=$(median "$bin/voc2lst" "$work/voc" -o "$work/imrec.lst")

# Both found the same boxes in the same classes, but for the digits they write.
python3 - "$work/python.lst" "$work/imrec.lst" <<'PYTHON'
import sys
for a, b in zip(open(sys.argv[1]), open(sys.argv[2]), strict=True):
    a, b = a.rstrip("\n").split("\t"), b.rstrip("\n").split("\t")
    assert a[-1] == b[-1] and len(a) == len(b), (a, b)
    assert all(abs(float(x) - float(y)) < 1e-6 for x, y in zip(a[:-1], b[:-1])), (a, b)
PYTHON
awk -v n="$count" -v python="$python" -v one="$one" -v all="$all" 'BEGIN {
  printf "%-28s %10.0f files/s\n", "ElementTree, one thread", n / python
  printf "%-28s %10.0f files/s  %5.1f times as fast\n", "voc2lst --threads 1", n / one, python / one
  printf "%-28s %10.0f files/s  %5.1f times as fast\n", "voc2lst, all threads", n / all, python / all
}'
