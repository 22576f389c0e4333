#!/usr/bin/env bash
# Reads and writes data sets by s3:// in OpenStack Swift, which checks signatures: batches and objects
# must be those of the local files, and what Swift refuses must be named.
# Usage: tests/remote/servers/swift.sh [BIN_DIR]   default build/dev/bin
set -euo pipefail
cd "$(dirname "$0")/../../.."
name=swift.sh
bin=$(realpath "${1:-build/dev/bin}")
. tests/support/servers.sh
. tests/remote/servers/sets.sh

need_packages servers
read -r port account container object memcached <<<"$(free_ports 5)"

# Rings of one device on this machine, and the four servers of Swift.
start_swift() {
  local config=$work/etc server_name
  mkdir -p "$config" "$work/dev/d1"
  for file in tests/remote/servers/swift/*.conf; do
    sed "s|@DIR@|$work|; s|@USER@|$(id -un)|; s|@PORT@|$port|; s|@ACCOUNT@|$account|
      s|@CONTAINER@|$container|; s|@OBJECT@|$object|; s|@MEMCACHED@|$memcached|" "$file" \
      >"$config/$(basename "$file")"
  done
  for ring in account container object; do
    swift-ring-builder "$config/$ring.builder" create 6 1 0
    swift-ring-builder "$config/$ring.builder" add "r1z1-127.0.0.1:${!ring}/d1" 1
    swift-ring-builder "$config/$ring.builder" rebalance
  done >"$work/rings.log"
  start memcached memcached -l 127.0.0.1 -p "$memcached" -u "$(id -un)"
  for server_name in account container object; do
    start "$server_name" "swift-$server_name-server" "$config/$server_name-server.conf"
  done
  start_proxy
}
start_proxy() {
  start proxy swift-proxy-server "$work/etc/proxy-server.conf"
  proxy=$server
  wait_for "Swift" curl -sf "http://127.0.0.1:$port/healthcheck"
}
start_swift

export AWS_ACCESS_KEY_ID=test:tester AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=us-east-1
export AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=$work/none AWS_SHARED_CREDENTIALS_FILE=$work/none
export AWS_ENDPOINT_URL=http://127.0.0.1:$port
sets=$work/sets
make_sets "$sets"
tests/remote/servers/upload.py "$AWS_ENDPOINT_URL" bucket "$sets"

say "batches, counts and checks of a set in one object, and of one in compressed shards"
for set in one shards; do
  expect_equal "$sets/$set" "s3://bucket/$set"
  expect_inspected "$sets/$set" "s3://bucket/$set"
done
expect_equal "$sets/one" s3://bucket/one.rec --shuffle none
expect_equal "$sets/shards" s3://bucket/shards --shuffle window:64 --part 1/3 --threads 3
expect_equal "$sets/shards" 's3://bucket/shards-*.rec.zst'

say "an object that was uploaded in parts; names that have to be escaped; a pattern in a folder"
expect_equal "$sets/large" s3://bucket/large --part 1/20
expect_equal "$sets/one" "s3://bucket/odd names/ü+=:,()'@&\$%20.rec"
expect_equal "$sets/one" 's3://bucket/odd names/*.rec'

say "a cache"
expect_equal "$sets/one" s3://bucket/one --cache "$work/cache"
expect_equal "$sets/one" s3://bucket/one --cache "$work/cache"
[ "$(remote bytes)" -lt 100000 ] || fail "the second run fetches the data again"

say "a server that is killed and started again"
restart_proxy() {
  # shellcheck disable=SC2046  # several processes
  kill -KILL "$proxy" $(pgrep -P "$proxy")
  start_proxy
}
expected=$(digest "$sets/large" --part 1/2)
bench_while restart_proxy s3://bucket/large --part 1/2 || fail "restarted Swift: $(cat "$work/err")"
expect_same "$expected" "$(json digest <<<"$report")" "restarted Swift"

say "readers that take over from each other"
for set in one shards; do
  expect_resumed "$sets/$set" "s3://bucket/$set"
done

# etag KEY: of an object in the bucket; fails if there is none.
etag() {
  python3 - "$AWS_ENDPOINT_URL" "$1" <<'PYTHON'
import sys
import boto3, botocore.config
endpoint, key = sys.argv[1:]
config = botocore.config.Config(s3={"addressing_style": "path"})
store = boto3.client("s3", endpoint_url=endpoint, config=config)
print(store.head_object(Bucket="bucket", Key=key)["ETag"])
PYTHON
}

# expect_objects PREFIX: the objects below it are the files that im2rec writes into a folder.
expect_objects() {
  rm -rf "$work/got"
  tests/remote/servers/download.py "$AWS_ENDPOINT_URL" bucket "$1/" "$work/got"
  diff -r --exclude='*.plan.json' "$work/local" "$work/got" || fail "s3://bucket/$1 differs"
  echo "$1: $(find "$work/got" -type f | wc -l) objects, $(du -sb "$work/got" | cut -f 1) bytes"
}
packing=("$work/large.lst" "$work/shapes" --pass-through --pack-label --quiet)

say "packing into the store: whole objects, and one in parts"
mkdir "$work/local"
"$bin/im2rec" "${packing[@]}" -o "$work/local/set"
"$bin/im2rec" "${packing[@]}" -o s3://bucket/whole/set
expect_objects whole
[[ $(etag whole/set.rec) != *-* ]] || fail "it was sent in parts"
export IMREC_S3_MULTIPART_FROM=10000000 IMREC_S3_PART_SIZE=6000000
"$bin/im2rec" "${packing[@]}" -o s3://bucket/parts/set
expect_objects parts
[[ $(etag parts/set.rec) == *-* ]] || fail "it was sent as a whole"

say "a set that is replaced"
for prefix in "$work/local/set" s3://bucket/replaced/set; do
  "$bin/im2rec" "$work/shapes.lst" "${packing[@]:1}" -o "$prefix"
  "$bin/im2rec" "${packing[@]}" -o "$prefix"
done
expect_objects replaced

say "a plan, a task that is killed, three tasks, and the end"
rm "$work/local"/*
"$bin/im2rec" "${packing[@]}" -o "$work/local/set" --num-shards 4
"$bin/im2rec" --plan "${packing[@]}" -o s3://bucket/planned/set --num-shards 4
plan=s3://bucket/planned/set.plan.json
"$bin/im2rec" "$plan" --part 0/1 --quiet &
killed=$!
wait_for "the first upload" etag planned/set-00000-of-00004.rec
kill -KILL "$killed" || fail "the task has ended before it is killed"
wait "$killed" 2>/dev/null && fail "the task was not killed"
for part in 0 1 2; do "$bin/im2rec" "$plan" --part "$part/3" --quiet; done
"$bin/im2rec" "$plan" --finish --quiet
expect_objects planned
unset IMREC_S3_MULTIPART_FROM IMREC_S3_PART_SIZE

say "refusals"
AWS_SECRET_ACCESS_KEY=wrong "$bin/im2rec" "${packing[@]}" -o s3://bucket/refused/set 2>"$work/err" &&
  fail "a wrong key is accepted"
grep SignatureDoesNotMatch "$work/err" || fail "no reason in: $(cat "$work/err")"
AWS_SECRET_ACCESS_KEY=wrong expect_refusal SignatureDoesNotMatch s3://bucket/one
AWS_ACCESS_KEY_ID=nobody expect_refusal SignatureDoesNotMatch s3://bucket/one
IMREC_S3_ANONYMOUS=true expect_refusal 'HTTP status 400' s3://bucket/one.rec
AWS_ACCESS_KEY_ID='' AWS_SECRET_ACCESS_KEY='' expect_refusal AWS_ACCESS_KEY_ID s3://bucket/one
expect_refusal "there is no such file" s3://other/one.rec
expect_refusal "there is no such file" s3://bucket/none
expect_refusal "no file matches" 's3://bucket/none-*.rec'
echo "Swift: all as with local files"
