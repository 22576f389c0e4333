#!/usr/bin/env bash
# Packs a list on a Slurm cluster: a job array packs the shards, then a last job completes the data set.
# Usage: samples/cluster/slurm.sh PREFIX ROOT TASKS [im2rec's options]
#   samples/cluster/slurm.sh data/pets photos/ 16 --num-shards 64 --resize 300
# All nodes see the list, the images and PREFIX under the same names.
set -euo pipefail
prefix=$1 root=$2 tasks=$3
shift 3
# Exit code 1 means that records were skipped, which is no failure for Slurm.
im2rec --plan "$prefix" "$root" "$@" || [ $? -eq 1 ]
pack=$(printf 'im2rec %q --parts-from slurm --num-parts %d || [ $? -eq 1 ]' "$prefix.plan.json" "$tasks")
finish=$(printf 'im2rec %q --finish || [ $? -eq 1 ]' "$prefix.plan.json")
array=$(sbatch --parsable --array="0-$((tasks - 1))" --wrap "$pack")
# If a task fails, this job is cancelled; the same command again packs what is missing.
sbatch --dependency="afterok:$array" --kill-on-invalid-dep=yes --wrap "$finish"
