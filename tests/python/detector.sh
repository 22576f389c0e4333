#!/usr/bin/env bash
# Trains the detector of samples/train_ssd.py, with augmentation and without, on the shapes that
# samples/quickstart.sh has packed. Fails unless it learns within four minutes, and learns less
# without augmentation. Usage: tests/python/detector.sh [PYTHON]     a Python with imrec and torch
set -euo pipefail
python=${1:-python3}
cd "$(dirname "$0")/../.."

# precision_of ARGUMENT...: the mean average precision on images that were held out.
precision_of() {
  timeout 240 "$python" samples/train_ssd.py "$@" | sed -n 's/^mAP@0.5 \([0-9.]*\) .*/\1/p'
}

rm -f samples/out/ssd_losses.png samples/out/ssd_detections.png
began=$SECONDS
precision=$(precision_of)
echo "mAP@0.5 after $((SECONDS - began)) s: $precision"
plain_out=$(mktemp -d)
trap 'rm -r "$plain_out"' EXIT
plain=$(precision_of --no-augment --out "$plain_out")
echo "without augmentation: $plain"
awk -v augmented="$precision" -v plain="$plain" 'BEGIN { exit !(augmented >= 0.75 && plain <= augmented - 0.1) }'
test -s samples/out/ssd_losses.png
test -s samples/out/ssd_detections.png
