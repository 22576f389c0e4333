#!/usr/bin/env bash
# How reading scales with threads: images per second and processor time per image for 1, 2, 4, ...
# threads, as `imrec bench` reads a set from the page cache. Prints a table.
# Usage: tests/bench/scaling.sh SET [OPTION ...]   options of imrec bench, such as --preset ssd300
# Environment:
#   IMREC    the program (default: build/release/bin/imrec)
#   THREADS  numbers of threads (default: powers of two up to the number of processors)
#   SECONDS_EACH, ROUNDS   per number, of which the median counts (default: 3 and 3)
set -euo pipefail
export LC_ALL=C # numbers have points
[ $# -ge 1 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
imrec=${IMREC:-$(dirname "$0")/../../build/release/bin/imrec}
seconds=${SECONDS_EACH:-3}
rounds=${ROUNDS:-3}
threads=${THREADS:-}
if [ -z "$threads" ]; then
  for ((n = 1; n <= $(nproc); n *= 2)); do threads+=" $n"; done
fi

# measure THREADS ARGUMENT...: prints images per second, and milliseconds of processor time per image.
measure() {
  local count=$1
  shift
  "$imrec" bench "$@" --threads "$count" --seconds "$seconds" --json | awk -F '[:,]' '
    /"images"/ { images = $2 }
    /"images_per_second"/ { rate = $2 }
    /"cpu_seconds"/ { cpu = $2 }
    END { printf "%.1f %.4f\n", rate, 1000 * cpu / images }'
}
median() { sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sort | uniq -c | sed 's/^ *\([0-9]*\) /\1 x /'
"$imrec" --version | head -n 1
echo
echo "| threads | images/s | of one thread | ms of processor time per image |"
echo "| ---: | ---: | ---: | ---: |"
one=
for count in $threads; do
  results=$(for _ in $(seq "$rounds"); do measure "$count" "$@"; done)
  rate=$(cut -d ' ' -f 1 <<<"$results" | median)
  cpu=$(cut -d ' ' -f 2 <<<"$results" | median)
  one=${one:-$rate}
  awk -v n="$count" -v rate="$rate" -v cpu="$cpu" -v one="$one" \
    'BEGIN { printf "| %d | %.0f | %.2f | %.3f |\n", n, rate, rate / one, cpu }'
done
