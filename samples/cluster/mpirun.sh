#!/usr/bin/env bash
# Packs a list with MPI's launcher. im2rec itself does not use MPI.
# Usage: samples/cluster/mpirun.sh PREFIX ROOT RANKS [im2rec's options]
#   MPIRUN='mpirun --hostfile hosts' samples/cluster/mpirun.sh data/pets photos/ 16 --num-shards 64
# All nodes see the list, the images and PREFIX under the same names.
set -euo pipefail
prefix=$1 root=$2 ranks=$3
shift 3
# Exit code 1 means that records were skipped; mpirun would end all ranks because of it.
im2rec --plan "$prefix" "$root" "$@" || [ $? -eq 1 ]
${MPIRUN:-mpirun} -n "$ranks" sh -c 'im2rec "$1" --parts-from mpi || [ $? -eq 1 ]' sh "$prefix.plan.json"
im2rec "$prefix.plan.json" --finish || [ $? -eq 1 ]
