#!/usr/bin/env bash
# Makes pages with imrec preview --html, voc2lst --report and im2rec --report, and looks through them in
# headless Chromium.
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

# A set with bad boxes, a class whose name would break a careless page, and a broken image.
cp -r "$work/shapes" "$work/bad"
annotations=("$work"/bad/Annotations/*.xml)
for annotation in "${annotations[@]:0:6}"; do
  sed -i '0,/<xmax>/s/<xmax>.*<\/xmax>/<xmax>5<\/xmax>/; 0,/<xmin>/s/<xmin>.*<\/xmin>/<xmin>5<\/xmin>/' "$annotation"
done
sed -i '0,/<xmax>/s/<xmax>.*<\/xmax>/<xmax>9990<\/xmax>/; 0,/<xmin>/s/<xmin>.*<\/xmin>/<xmin>9900<\/xmin>/' \
  "${annotations[6]}"
class=$(grep -ho '<name>[^<]*</name>' "${annotations[@]:7}" | head -n 1)
sed -i "s|$class|<name>\&lt;/script>\&lt;b>\"\&amp;</name>|" "$work"/bad/Annotations/*.xml
"$bin/voc2lst" "$work/bad" -o "$work/bad.lst" --report "$work/list.html" >/dev/null 2>&1 || [ $? = 1 ]
: > "$(find "$work/bad/JPEGImages" -type f | sort | head -n 1)"
"$bin/im2rec" "$work/bad" "$work/bad" --pack-label --report "$work/pack.html" 2>/dev/null || [ $? = 1 ]
node tests/web/report_pages.mjs "$work/list.html" "$work/pack.html" "$work/screenshots"
if [ -n "${KEEP_SCREENSHOTS:-}" ]; then cp "$work"/screenshots/*.png "$KEEP_SCREENSHOTS"; fi
