#!/usr/bin/env bash
# Packs with Open MPI and with MPICH: three ranks on this machine make the files of one process, also if
# a rank is killed and all is repeated. Three ranks then share the reading of the set.
# Usage: tests/cluster/mpi.sh [BIN_DIR]   default build/dev/bin
set -euo pipefail
cd "$(dirname "$0")/../.."
name=mpi.sh
bin=$(realpath "${1:-build/dev/bin}")
. tests/support/servers.sh
. tests/cluster/engine.sh

need_packages cluster
export PATH=$bin:$PATH
# Open MPI refuses to run as root, and more ranks than cores, unless it is asked to.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
openmpi='mpirun.openmpi --oversubscribe'
make_input

for launcher in "$openmpi" mpiexec.hydra; do
  say "samples/cluster/mpirun.sh with $launcher"
  clear_output
  MPIRUN=$launcher samples/cluster/mpirun.sh "$work/data/my pets" "$work/photos" 3 "${pack[@]}" \
    >"$work/log" 2>&1 || fail "mpirun.sh: $(cat "$work/log")"
  for rank in 0 1 2; do
    grep -h "part $rank of 3 " "$work/log" || fail "rank $rank took no part: $(cat "$work/log")"
  done
  expect_as_one_machine

  say "three readers of $launcher"
  expect_readers $launcher -n 3

  say "a rank is killed; the same command again"
  clear_output
  # Each rank ends itself while it packs, if no rank did so before.
  cat >"$work/deadly" <<'RANK'
#!/bin/sh
im2rec "$@" --num-thread 1 & packer=$!
if mkdir "$WORK/killed" 2>/dev/null; then
  until ls "$WORK"/data/*/*.partial >/dev/null 2>&1; do sleep 0.01; done
  kill -KILL $packer $$
fi
wait $packer
RANK
  chmod +x "$work/deadly"
  rm -rf "$work/killed"
  im2rec --plan "$work/data/my pets" "$work/photos" "${pack[@]}" --quiet || [ $? -eq 1 ]
  plan="$work/data/my pets.plan.json"
  code=0
  WORK=$work $launcher -n 3 sh -c '"$WORK/deadly" "$1" --parts-from mpi || [ $? -eq 1 ]' sh "$plan" \
    >"$work/log" 2>&1 || code=$?
  [ -e "$work/killed" ] && [ "$code" -ne 0 ] || fail "no rank was killed: $(cat "$work/log")"
  code=0
  im2rec "$plan" --finish 2>"$work/err" || code=$?
  [ "$code" -eq 2 ] || fail "a set that is not complete is finished: $code"
  cat "$work/err"
  $launcher -n 3 sh -c 'im2rec "$1" --parts-from mpi || [ $? -eq 1 ]' sh "$plan" >"$work/log" 2>&1 ||
    fail "the second run: $(cat "$work/log")"
  im2rec "$plan" --finish --quiet || [ $? -eq 1 ]
  expect_as_one_machine
done
echo "MPI: all as on one machine"
