#!/usr/bin/env bash
# Compares reading a data set from nginx, through a network with latency, with reading it locally.
# Usage: tests/bench/remote.sh [BIN_DIR]     default build/release/bin; measure on a quiet machine
#   PROXY=PROGRAM    tests/bench/delay_proxy.cc when built (default: BIN_DIR/delay_proxy, or g++ builds it)
#   LATENCY_MS=30    of a round trip
#   BYTES_PER_SECOND=0      of the network; 0: as many as the machine can pass on
#   SIZE_MB=2000 PHOTOS=DIR PRESET=ssd300 SECONDS_EACH=20 WARM_UP=8
#   EPOCHS=1         of each run that is not warmed up; more for a small set, whose epoch is over at once
#   SET=FILE.rec     this set, with the files beside it, instead of one that is packed from PHOTOS
#   RUNNER="WORDS"   runs each measurement, as "chrt -f 50"
#   READER_CPU=0 SERVER_CPU=1    processors that the reader, and nginx and the proxy, are bound to; "": none
# The set is packed again and again from the JPEGs in PHOTOS (default: those of make_shapes), and lies in
# memory. Prints a table in Markdown: images/s, requests, bytes and waits, and the processor time of the
# reader and of the servers. Rows "warmed up" leave out the first WARM_UP seconds; the others measure
# whole epochs from the first batch on. Checksums, by default those of remote sets, are left out of all
# rows. The digest of the first epoch has to be the same in all rows.
set -euo pipefail
cd "$(dirname "$0")/../.."
name=remote.sh
bin=$(realpath "${1:-build/release/bin}")
# Where files are read from memory.
export TMPDIR=${TMPDIR:-/dev/shm}
. tests/support/servers.sh
export PATH=$PATH:/usr/sbin
command -v nginx >/dev/null || need_packages servers
read -r port <<<"$(free_ports 1)"
preset=${PRESET:-ssd300} seconds=${SECONDS_EACH:-20} warm_up=${WARM_UP:-8}
read -ra runner <<<"${RUNNER:-}"

# In words, so that a server's process is that of the program itself.
reader_cpu=() server_cpu=()
[ -z "${READER_CPU-0}" ] || reader_cpu=(taskset -c "${READER_CPU-0}")
[ -z "${SERVER_CPU-1}" ] || server_cpu=(taskset -c "${SERVER_CPU-1}")

set=set  # its name
make_set() {
  mkdir "$work/www"
  if [ -n "${SET:-}" ]; then
    cp "${SET%.rec}".* "$work/www"
    set=$(basename "$SET" .rec)
    return
  fi
  local photos=${PHOTOS:-}
  if [ -z "$photos" ]; then
    photos=$work/shapes
    "$bin/make_shapes" "$photos" --count 200 >/dev/null
  fi
  "$bin/voc2lst" "$photos" -o "$work/photos.lst" >/dev/null 2>&1 ||
    find "$photos" -iname '*.jpg' -printf '%P\n' | sort |
      awk '{ print NR - 1 "\t2\t5\t" NR % 9 "\t0.1\t0.1\t0.7\t0.8\t" $0 }' >"$work/photos.lst"
  local once
  once=$(awk -F'\t' '{ print $NF }' "$work/photos.lst" |
    (cd "$photos" && xargs -d '\n' stat -c %s) | awk '{ sum += $1 } END { print sum }')
  awk -v times=$((${SIZE_MB:-2000} * 1000000 / once + 1)) 'BEGIN { FS = OFS = "\t" }
    { line[NR] = $0 } END { for (i = 0; i < times * NR; ++i) { $0 = line[i % NR + 1]; $1 = i; print } }' \
    "$work/photos.lst" >"$work/set.lst"
  "$bin/im2rec" "$work/set" "$photos" -o "$work/www/set" --pass-through --pack-label --quiet
}

start_servers() {
  cat >"$work/nginx.conf" <<NGINX
daemon off;
user root;
worker_processes 1;
pid $work/nginx.pid;
error_log $work/nginx-errors.log;
events { worker_connections 1024; }
http { access_log off; sendfile on; keepalive_requests 100000; client_body_temp_path $work/body;
  server { listen 127.0.0.1:$port backlog=512; root $work/www; } }
NGINX
  start nginx env -C "$work" "${server_cpu[@]}" nginx -p "$work" -c "$work/nginx.conf"
  nginx=$server
  wait_for nginx answers "$port"
  local program=${PROXY:-$bin/delay_proxy}
  if ! [ -x "$program" ]; then
    program=$work/delay_proxy
    "${CXX:-g++}" -std=c++20 -O2 tests/bench/delay_proxy.cc -o "$program"
  fi
  local half
  half=$(awk -v ms="${LATENCY_MS:-30}" 'BEGIN { print ms / 2 }')
  program=$(realpath "$program")
  env -C "$work" "${server_cpu[@]}" "$program" "$port" "$half" "${BYTES_PER_SECOND:-0}" >"$work/port" 2>"$work/proxy.log" &
  proxy=$!
  started+=("$proxy")
  wait_for "the proxy" test -s "$work/port"
  remote=http://127.0.0.1:$(cat "$work/port")/$set
}

# cpu PID...: processor time in seconds, with that of children.
cpu() {
  local pid
  for pid in "$@" $(pgrep -P "$nginx" || true); do sed 's/.*) //' "/proc/$pid/stat"; done |
    awk -v tick="$(getconf CLK_TCK)" '{ sum += $12 + $13 } END { printf "%.2f\n", sum / tick }'
}

# row NAME SET [OPTIONS]: measures, and prints a row of the table.
row() {
  local title=$1 set=$2 before after report
  shift 2
  before=$(cpu "$nginx" "$proxy")
  report=$("${runner[@]}" "${reader_cpu[@]}" "$bin/imrec" bench "$set" --preset "$preset" --kind detection \
    --threads 1 --no-checksums --json "$@") || fail "imrec bench $set $*"
  after=$(cpu "$nginx" "$proxy")
  python3 - "$title" "$before" "$after" "$work/rate" "$report" <<'PYTHON'
import json, os, sys
title, before, after, path, report = sys.argv[1:]
report = json.loads(report)
remote = report.get("remote", {})
rate = report["images_per_second"]
if not os.path.exists(path):
    open(path, "w").write(str(rate))
local = float(open(path).read())
print(f"| {title} | {rate:.0f} | {100 * rate / local:.1f} % | {remote.get('requests', 0)} "
      f"| {remote.get('bytes', 0) / 1e6:.0f} | {remote.get('waits', 0)} "
      f"| {remote.get('wait_seconds', 0):.2f} | {1000 * report['cpu_seconds'] / report['images']:.3f} "
      f"| {1000 * (float(after) - float(before)) / report['images']:.3f} |")
PYTHON
}

digest_of() {
  "$bin/imrec" bench "$@" --preset "$preset" --kind detection --digest --part 0/20 --json | json digest
}

make_set
start_servers
expected=$(digest_of "$work/www/$set")
for options in "" "--cache $work/cache" "--cache $work/cache"; do
  # shellcheck disable=SC2086  # options are words
  found=$(digest_of "$remote" $options)
  [ "$found" = "$expected" ] || fail "remote digest $found, local $expected"
done
rm -rf "$work/cache"

echo "$(stat -c %s "$work/www/$set.rec" | awk '{ printf "%.0f", $1 / 1e6 }') MB, \
$(wc -l <"$work/www/$set.idx") records; ${LATENCY_MS:-30} ms; the same digest in all cases"
echo
echo "| reading | images/s | of local | requests | MB | waits | s waited | reader ms/image | servers ms/image |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
epochs=${EPOCHS:-1}
epoch=(--epochs "$epochs")
[ "$epochs" -eq 1 ] && each="one epoch" || each="$epochs epochs"
# The first run fills the memory of this machine with the file.
row "local, $each" "$work/www/$set" "${epoch[@]}" >/dev/null
rm "$work/rate"
row "local, $each" "$work/www/$set" "${epoch[@]}"
row "remote, $each" "$remote" "${epoch[@]}"
row "remote with a cache, $each" "$remote" "${epoch[@]}" --cache "$work/cache"
row "remote from the cache, $each" "$remote" "${epoch[@]}" --cache "$work/cache"
rm "$work/rate"
warm=(--seconds "$seconds" --warm-up "$warm_up")
row "local, warmed up" "$work/www/$set" "${warm[@]}"
row "remote, warmed up" "$remote" "${warm[@]}"
