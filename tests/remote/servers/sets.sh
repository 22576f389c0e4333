# Sourced by nginx.sh and swift.sh after tests/support/servers.sh: data sets, and comparisons of
# reading them from `bin`'s tools.

# make_sets FOLDER: one.rec, and shards-*.rec.zst with their manifest, of 200 pictures each; one.rec under
# a name that URLs have to escape; and large.rec, 2,000 records in 60 MB. Readers fetch whole files up
# to 8 MiB at once, so that a part of large.rec needs more requests than one.rec.
make_sets() {
  local folder=$1 odd
  pack() { # LIST PREFIX [OPTIONS]
    "$bin/im2rec" "$work/$1" "$work/shapes" -o "$folder/$2" --pass-through --pack-label --quiet "${@:3}"
  }
  "$bin/make_shapes" "$work/shapes" --count 200 >/dev/null
  "$bin/voc2lst" "$work/shapes" -o "$work/shapes.lst" >/dev/null 2>&1
  pack shapes one
  pack shapes shards --num-shards 3 --compress zstd
  awk 'BEGIN { FS = OFS = "\t" } { line[NR] = $0 } END {
    for (i = 0; i < 10 * NR; ++i) { $0 = line[i % NR + 1]; $1 = i; print }
  }' "$work/shapes.lst" >"$work/large.lst"
  pack large large
  odd="$folder/odd names/ü+=:,()'@&\$%20"
  mkdir -p "$(dirname "$odd")"
  cp "$folder/one.rec" "$odd.rec"
  cp "$folder/one.idx" "$odd.idx"
}

# bench ARGUMENTS: bench's report is in $report, its messages in $work/err.
bench() {
  report=$(timeout 300 "$bin/imrec" bench "$@" --epochs 1 --digest --json 2>"$work/err")
}

# digest LOCAL [OPTIONS]: that of a local set, which has to be readable.
digest() {
  bench "$@" || fail "imrec bench $*: $(cat "$work/err")"
  json digest <<<"$report"
}

# remote NAME: one of the numbers about the network in the last report.
remote() {
  python3 -c 'import json, sys; print(json.load(sys.stdin)["remote"][sys.argv[1]])' "$1" \
    <<<"$report"
}

expect_same() { [ "$1" = "$2" ] || fail "$3: digest $2 instead of $1"; }

# expect_equal LOCAL REMOTE [OPTIONS]: the same batches.
expect_equal() {
  local local_set=$1 remote_set=$2 expected
  shift 2
  expected=$(digest "$local_set" "$@")
  bench "$remote_set" "$@" || fail "imrec bench $remote_set $*: $(cat "$work/err")"
  expect_same "$expected" "$(json digest <<<"$report")" "$remote_set"
  echo "$remote_set: $(remote requests) requests, $(remote retries) retries, $(remote bytes) bytes"
}

# expect_inspected LOCAL REMOTE: info says the same, and verify finds no damage.
expect_inspected() {
  local expected found
  expected=$("$bin/imrec" info "$1" | sed "s|${1%/*}/||")
  found=$("$bin/imrec" info "$2" | sed "s|${2%/*}/||")
  [ "$expected" = "$found" ] || fail "imrec info $2: $(diff <(echo "$expected") <(echo "$found"))"
  "$bin/imrec" verify "$2" --decode --quiet || fail "imrec verify $2"
}

# expect_refusal TEXT SET [OPTIONS]: nothing is read, exit code 2, and the message contains the text.
expect_refusal() {
  local text=$1 code=0 began=$SECONDS
  shift
  bench "$@" || code=$?
  [ "$code" -eq 2 ] || fail "imrec bench $*: exit code $code instead of 2; $(cat "$work/err")"
  grep -qF -- "$text" "$work/err" || fail "imrec bench $*: no '$text' in: $(cat "$work/err")"
  [ $((SECONDS - began)) -le 20 ] || fail "imrec bench $*: $((SECONDS - began)) s until the error"
  cat "$work/err"
}

# expect_resumed LOCAL REMOTE: readers that take over from each other deliver what one local reader does.
expect_resumed() {
  expect_same "$("$bin/imrec_resumed_reader" "$1")" "$("$bin/imrec_resumed_reader" "$2")" \
    "resumed readers of $2"
}

# bench_while COMMAND SET [OPTIONS]: like bench, and runs the command 0.7 s after its start.
bench_while() {
  local command=$1 reader code=0
  shift
  timeout 300 "$bin/imrec" bench "$@" --epochs 1 --digest --json >"$work/report" 2>"$work/err" &
  reader=$!
  sleep 0.7
  kill -0 "$reader" 2>/dev/null || fail "the reader has ended before $command is run"
  "$command"
  wait "$reader" || code=$?
  report=$(cat "$work/report")
  return "$code"
}
