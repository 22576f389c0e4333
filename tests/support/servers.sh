# Sourced by scripts that start real servers: a temporary folder, free ports, processes that end with
# the script. Expects `name`, that of the script, for its messages.

work=$(mktemp -d)
# Servers that give up their rights have to reach what is in it.
chmod 755 "$work"
started=()

stop_all() {
  local pid
  # The last one first: servers need those that were started before them.
  for ((i = ${#started[@]} - 1; i >= 0; --i)); do stop "${started[i]}"; done
  rm -rf "$work"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

say() { echo "--- $*"; }
fail() { echo "$name: $*" >&2; exit 1; }
skip() { echo "skipped: $*"; exit 77; }

# stop PID: ends one process of this script.
stop() {
  kill "$1" 2>/dev/null || return 0
  for _ in {1..50}; do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$1" 2>/dev/null || true
}

# start LOG COMMAND...: runs a server that stays in the foreground; its process is $server.
start() {
  local log=$work/$1.log
  shift
  "$@" >"$log" 2>&1 </dev/null &
  server=$!
  # The shell need not report that it was killed.
  disown "$server"
  started+=("$server")
}

# wait_for WHAT COMMAND...: until the program or function succeeds, for 30 s.
wait_for() {
  local what=$1 began=$SECONDS
  shift
  # Programs may wait themselves.
  [ "$(type -t "$1")" = function ] || set -- timeout 5 "$@"
  while [ $((SECONDS - began)) -lt 30 ]; do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep 0.1
  done
  tail -n 20 "$work"/*.log >&2 || true
  fail "$what does not start"
}

# free_ports N: as many TCP ports that nobody uses.
free_ports() {
  python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for each in sockets:
    each.bind(("127.0.0.1", 0))
print(*(each.getsockname()[1] for each in sockets))
PYTHON
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# need_packages GROUP: those of cmake/install-dependencies.sh, or the script is skipped.
need_packages() {
  ./cmake/install-dependencies.sh "$1" || skip "the packages of '$1' cannot be installed"
}

# json NAME: that member of the JSON object in standard input, as bench prints it.
json() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
