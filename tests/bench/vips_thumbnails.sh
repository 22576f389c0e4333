#!/usr/bin/env bash
# libvips over folders of JPEGs: each resized to a longest edge and encoded with quality 95, one process
# for each folder.
# Usage: vips_thumbnails.sh FOLDER OUT PROCESSES LONGEST_EDGE
set -euo pipefail
folder=$1 out=$2 processes=$3 edge=$4
mkdir -p "$out"
thumbnails() {
  mkdir -p "$2"
  VIPS_CONCURRENCY=1 vipsthumbnail --size "${3}x$3" -o "$2/%s.jpg[Q=95]" "$1"/*
}
export -f thumbnails
for each in "$folder"/*/; do basename "$each"; done |
  xargs -P "$processes" -I NAME bash -c 'thumbnails "$@"' - "$folder/NAME" "$out/NAME" "$edge"
