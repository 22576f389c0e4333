#!/usr/bin/env bash
# Packs on a Slurm cluster of one node, which this script starts: by samples/cluster/slurm.sh with tasks
# that are killed, ended by SIGTERM and requeued, with too many tasks, and by steps of srun. All files must be
# those of one process. Steps of srun then share the reading of the set.
# Usage: tests/cluster/slurm.sh [BIN_DIR]   default build/dev/bin. Needs root.
set -euo pipefail
cd "$(dirname "$0")/../.."
name=slurm.sh
[ "$(id -u)" -eq 0 ] || { echo "skipped: Slurm's and munge's servers need root"; exit 77; }
bin=$(realpath "${1:-build/dev/bin}")
. tests/support/servers.sh
. tests/cluster/engine.sh

need_packages cluster
export PATH=$bin:$PATH:/usr/sbin SLURM_CONF=$work/slurm.conf
host=$(hostname -s)
read -r controller node <<<"$(free_ports 2)"

start_slurm() {
  mkdir -p "$work/state" "$work/spool"
  install -d -o munge -g munge -m 755 "$work/munge"
  dd if=/dev/urandom of="$work/munge/key" bs=1024 count=1 status=none
  chown munge "$work/munge/key"
  chmod 400 "$work/munge/key"
  start munged setpriv --reuid=munge --regid=munge --clear-groups munged --foreground \
    --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munge/pid" \
    --seed-file="$work/munge/seed" --log-file="$work/munge/log"
  wait_for munged munge --no-input --socket="$work/munge/socket"
  sed "s|@DIR@|$work|; s|@HOST@|$host|g; s|@CONTROLLER@|$controller|; s|@NODE@|$node|" \
    tests/cluster/slurm.conf >"$SLURM_CONF"
  start slurmctld slurmctld -D
  wait_for slurmctld scontrol ping
  start slurmd slurmd -D -N "$host"
  wait_for "the node" sh -c 'sinfo -h -t idle | grep -q .'
}
start_slurm
make_input

# await_end JOB: until Slurm has forgotten, or ended, all of its tasks.
await_end() {
  for _ in {1..1200}; do
    states=$(squeue -h -o %T -t PENDING,RUNNING,COMPLETING,SUSPENDED -j "$1" 2>/dev/null) || states=
    [ -n "$states" ] || return 0
    sleep 0.1
  done
  scontrol show job "$1" >&2
  fail "job $1 does not end: $states"
}
# output JOB: what its tasks have printed.
output() { cat "$work/jobs/slurm-$1"*.out; }
# submit [OPTIONS]: samples/cluster/slurm.sh; the job array is $array, the job after it $last.
submit() {
  samples/cluster/slurm.sh "$work/data/my pets" "$work/photos" 3 "${pack[@]}" >"$work/log" 2>&1 ||
    fail "slurm.sh: $(cat "$work/log")"
  last=$(sed -n 's/Submitted batch job //p' "$work/log")
  array=$(scontrol show job "$last" | sed -n 's/.*Dependency=afterok:\([0-9]*\).*/\1/p')
}
mkdir "$work/jobs" "$work/bin"
export SBATCH_OUTPUT=$work/jobs/slurm-%A_%a.out WORK=$work
# Takes the place of im2rec in PATH: one task of an array, in its first run, does $FATE while it packs.
cat >"$work/bin/im2rec" <<'WRAPPER'
#!/bin/bash
[ "${SLURM_ARRAY_TASK_ID:-}" = 1 ] && [ -n "${FATE:-}" ] && mkdir "$WORK/$FATE" 2>/dev/null ||
  exec "$REAL" "$@"
"$REAL" "$@" --num-thread 1 &
until compgen -G "$WORK/data/*/*.partial" >/dev/null; do sleep 0.01; done
case $FATE in
  requeued) kill -STOP $!; scontrol requeue "$SLURM_JOB_ID"; sleep 60 ;;
  killed) kill -KILL $! ;;
  ended) kill -TERM $! ;;
esac
wait $!
WRAPPER
chmod +x "$work/bin/im2rec"
export REAL=$bin/im2rec PATH=$work/bin:$PATH

say "samples/cluster/slurm.sh"
submit
await_end "$last"
output "$array"
output "$last"
expect_as_one_machine

say "a task is requeued while it packs"
clear_output
FATE=requeued submit
await_end "$last"
[ -d "$work/requeued" ] || fail "no task was requeued"
output "$array" | grep "part 1 of 3"
expect_as_one_machine

for fate in killed ended; do
  say "a task is $fate: nothing is finished; the same command again"
  clear_output
  FATE=$fate submit
  await_end "$last"
  [ -d "$work/$fate" ] || fail "no task was $fate"
  [ ! -e "$work/data/my pets.manifest.json" ] || fail "a set is finished though a task failed"
  submit
  await_end "$last"
  output "$array" | grep "already packed" || fail "nothing was left of the first run: $(output "$array")"
  expect_as_one_machine
done

say "more tasks than MaxArraySize, by default 1001, allows"
clear_output
if samples/cluster/slurm.sh "$work/data/my pets" "$work/photos" 1002 "${pack[@]}" >"$work/log" 2>&1; then
  fail "an array of 1002 tasks was submitted"
fi
grep "Invalid job array" "$work/log" || fail "no reason: $(cat "$work/log")"

say "srun with three tasks"
clear_output
plan="$work/data/my pets.plan.json"
im2rec --plan "$work/data/my pets" "$work/photos" "${pack[@]}" --quiet 2>/dev/null || [ $? -eq 1 ]
srun --ntasks 3 --overcommit sh -c 'im2rec "$1" --parts-from auto || [ $? -eq 1 ]' sh "$plan" \
  >"$work/log" 2>&1 || fail "srun: $(cat "$work/log")"
for task in 0 1 2; do
  grep "part $task of 3 (SLURM_PROCID)" "$work/log" || fail "task $task: $(cat "$work/log")"
done
im2rec "$plan" --finish --quiet || [ $? -eq 1 ]
expect_as_one_machine

say "three readers of srun"
expect_readers srun --ntasks 3 --overcommit

say "an array whose jobs run srun with two tasks"
clear_output
im2rec --plan "$work/data/my pets" "$work/photos" "${pack[@]}" --quiet 2>/dev/null || [ $? -eq 1 ]
array=$(sbatch --parsable --array=3-7:2 --ntasks 2 --overcommit --wrap "srun --overcommit sh -c \
  'im2rec \"\$1\" --parts-from auto || [ \$? -eq 1 ]' sh $(printf %q "$plan")")
await_end "$array"
for part in 0 1 2 3 4 5; do
  output "$array" | grep "part $part of 6" || fail "part $part: $(output "$array")"
done
im2rec "$plan" --finish --quiet || [ $? -eq 1 ]
expect_as_one_machine
echo "Slurm: all as on one machine"
