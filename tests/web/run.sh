#!/usr/bin/env bash
# Makes a page with imrec preview --html and looks through it in headless Chromium.
# Usage: tests/web/run.sh [BIN_DIR]   default build/release/bin
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=${1:-build/release/bin}
./cmake/install-dependencies.sh browser
(cd tests/web && npm ci --no-audit --no-fund --silent)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bin/make_shapes" "$work/shapes" --count 12 >/dev/null
"$bin/voc2lst" "$work/shapes" -o "$work/shapes.lst" >/dev/null 2>&1
# A name that would break a careless page.
sed -i '1s/.*/<\/script><b>"\&/' "$work/shapes.classes.txt"
"$bin/im2rec" "$work/shapes" "$work/shapes" --pass-through --pack-label 2>/dev/null
"$bin/imrec" preview "$work/shapes.rec" --count 12 --variants 4 --html "$work/page" >/dev/null
mkdir -p "$work/screenshots"
node tests/web/preview_page.mjs "$work/page" "$work/screenshots"
if [ -n "${KEEP_SCREENSHOTS:-}" ]; then cp "$work"/screenshots/*.png "$KEEP_SCREENSHOTS"; fi
