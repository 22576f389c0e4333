#!/usr/bin/env bash
# Reads data sets from nginx: batches must be those of the local files, and what nginx refuses must be
# named.
# Usage: tests/remote/servers/nginx.sh [BIN_DIR]   default build/dev/bin
set -euo pipefail
cd "$(dirname "$0")/../../.."
name=nginx.sh
bin=$(realpath "${1:-build/dev/bin}")
. tests/support/servers.sh
. tests/remote/servers/sets.sh

export PATH=$PATH:/usr/sbin
command -v nginx >/dev/null || need_packages servers
read -r http https <<<"$(free_ports 2)"
mkdir "$work/www"
make_sets "$work/www/sets"
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 1 -keyout "$work/key.pem" \
  -out "$work/certificate.pem" 2>/dev/null
sed "s|@DIR@|$work|; s|@HTTP@|$http|; s|@HTTPS@|$https|" tests/remote/servers/nginx.conf \
  >"$work/nginx.conf"

start_nginx() {
  start nginx nginx -p "$work" -c "$work/nginx.conf"
  nginx=$server
  wait_for nginx answers "$http"
}
start_nginx
base=http://127.0.0.1:$http
sets=$work/www/sets

say "batches, counts and checks of a set in one file, and of one in compressed shards"
for set in one shards; do
  expect_equal "$sets/$set" "$base/sets/$set"
  expect_inspected "$sets/$set" "$base/sets/$set"
done
expect_equal "$sets/one" "$base/sets/one.rec" --shuffle none
expect_equal "$sets/large" "$base/sets/large" --part 1/20
expect_equal "$sets/shards" "$base/sets/shards" --shuffle window:64 --part 1/3 --threads 3
expect_equal "$sets/one" "$base/sets/odd%20names/%C3%BC%2B=:,()%27@&\$%2520.rec"
expect_equal "$sets/one" "$base/moved/one"

say "a server with limits: 1,000 requests per second, 100 KB/s for each connection"
expect_equal "$sets/large" "$base/busy/large" --part 1/20
[ "$(remote retries)" -gt 0 ] || fail "nginx has refused nothing"
expect_equal "$sets/large" "$base/slow/large" --part 1/20

say "a cache"
expect_equal "$sets/one" "$base/sets/one" --cache "$work/cache"
expect_equal "$sets/one" "$base/sets/one" --cache "$work/cache"
[ "$(remote bytes)" -lt 100000 ] || fail "the second run fetches the data again"

say "a server that is killed and started again"
restart_nginx() {
  # shellcheck disable=SC2046  # several processes
  kill -KILL "$nginx" $(pgrep -P "$nginx")
  start_nginx
}
expected=$(digest "$sets/large" --part 1/4)
bench_while restart_nginx "$base/slow/large" --part 1/4 || fail "restarted nginx: $(cat "$work/err")"
expect_same "$expected" "$(json digest <<<"$report")" "restarted nginx"

say "readers that take over from each other"
for set in one shards; do
  expect_resumed "$sets/$set" "$base/sets/$set"
done

say "certificates"
# Variables that precede it may be set here.
AWS_CA_BUNDLE='' CURL_CA_BUNDLE='' SSL_CERT_FILE=$work/certificate.pem \
  expect_equal "$sets/one" "https://localhost:$https/sets/one"

say "refusals"
expect_refusal "there is no such file" "$base/sets/none"
expect_refusal "HTTP status 403" "$base/private/one.rec"
expect_refusal "the server sends the whole file" "$base/whole/one"
expect_refusal "certificate" "https://localhost:$https/sets/one"
expect_refusal "web servers do not list their files" "$base/sets/*.rec"
cp "$sets"/large.* "$work/www"
# Again and again: the version that is there when the reader opens the file is the one that it reads.
replace_file() {
  for hours in {1..10}; do
    cp "$sets/large.rec" "$work/new.rec"
    touch -d "$hours hours ago" "$work/new.rec"
    mv "$work/new.rec" "$work/www/large.rec"
    sleep 0.3
  done
}
code=0
bench_while replace_file "$base/slow-www/large" || code=$?
[ "$code" -eq 2 ] || fail "a file that is replaced: exit code $code instead of 2"
grep -e "was replaced" -e "status 412" "$work/err" || fail "a replaced file is not named: $(cat "$work/err")"
echo "nginx: all as with local files"
