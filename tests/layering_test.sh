#!/usr/bin/env bash
# Shows that tests/layering.sh and cmake/draw-folders.sh find what they are there to find, then runs
# them on the project.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

for header in recordio/include/imrec/list image/include/imrec/image augment/include/imrec/plan \
              reader/include/imrec/reader im2rec/include/imrec/packing \
              recordio/error/imrec/error; do
  mkdir -p "$tree/$(dirname "$header")"
  echo '#include <vector>' >"$tree/$header.h"
done
failures=0

# expect VERDICT FILE INCLUDE: a tree with this one include passes or fails.
expect() {
  mkdir -p "$tree/$(dirname "$2")"
  echo "#include $3" >"$tree/$2"
  local verdict=pass
  "$here/layering.sh" "$tree" >/dev/null || verdict=fail
  if [ "$verdict" != "$1" ]; then
    echo "$2 with #include $3: expected $1, got $verdict"
    failures=$((failures + 1))
  fi
  rm "$tree/$2"
}

expect pass recordio/a.cc '<imrec/list.h>'
expect pass recordio/a.cc '"recordio/framing.h"'
expect pass recordio/console/a.cc '"recordio/console/console.h"'
expect pass image/a.cc '<imrec/error.h>'
expect pass augment/a.cc '<imrec/image.h>'
expect pass voc/a.cc '<imrec/list.h>'
expect pass im2rec/tool/a.cc '"recordio/console/console.h"'
expect pass im2rec/a.cc '<imrec/image.h>'
expect pass reader/a.cc '<imrec/plan.h>'
expect pass reader/tool/a.cc '"recordio/console/console.h"'
expect pass samples/a.cc '<imrec/reader.h>'
expect pass reader/a.cc '"recordio/internal/output_file.h"'
expect pass augment/a.cc '"image/internal/draw.h"'
expect pass reader/python/a.cc '<imrec/list.h>'
expect pass reader/python/a.cc '<imrec/packing.h>'

expect fail recordio/a.cc '<imrec/image.h>'
expect fail recordio/a.h '"image/exif.h"'
expect fail recordio/a.cc '"recordio/console/console.h"'
expect fail image/a.cc '<imrec/list.h>'
expect fail image/a.cc '"exif.h"'
expect fail image/a.cc '"image/../recordio/framing.h"'
expect fail augment/a.cc '<imrec/list.h>'
expect fail augment/a.cc '<imrec/reader.h>'
expect fail voc/a.cc '<imrec/plan.h>'
expect fail voc/a.cc '"recordio/framing.h"'
expect fail im2rec/a.cc '<imrec/reader.h>'
expect fail im2rec/a.cc '"voc/parser.h"'
expect fail reader/a.cc '"augment/expand.h"'
expect fail reader/a.cc '<imrec/packing.h>'
expect fail reader/python/a.cc '"im2rec/pack/packer.h"'
expect fail reader/a.cc '"recordio/console/console.h"'
expect fail voc/a.cc '"recordio/console/console.h"'
expect fail im2rec/a.cc '"recordio/console/console.h"'
expect fail samples/a.cc '"reader/batch_pool.h"'
expect fail samples/a.cc '"recordio/internal/output_file.h"'
expect fail image/a.cc '"recordio/internal/output_file.h"'
expect fail recordio/a.cc '"reader/internal/plan.h"'
expect fail recordio/include/imrec/c.h '"recordio/internal/output_file.h"'
expect fail samples/a.cc '<imrec/unheard_of.h>'
expect fail image/include/imrec/b.h '"image/exif.h"'

# The drawing follows the includes, and --check tells a drawing that does not.
mkdir "$tree/cmake"
cp "$here/../cmake/draw-folders.sh" "$tree/cmake/"
touch "$tree"/{recordio,image,augment}/CMakeLists.txt
printf '#include <imrec/image.h>\n#include <imrec/error.h>\n#include <vector>\n' >"$tree/augment/a.cc"
{ echo 'Text.'; echo '```mermaid'; "$tree/cmake/draw-folders.sh"; echo '```'; } >"$tree/drawn.md"
if ! grep -qx '  augment --> image' "$tree/drawn.md" || grep -q 'augment --> recordio' "$tree/drawn.md"; then
  echo "the drawing is wrong:"
  cat "$tree/drawn.md"
  failures=$((failures + 1))
fi
"$tree/cmake/draw-folders.sh" --check "$tree/drawn.md" || failures=$((failures + 1))
echo '#include <imrec/list.h>' >>"$tree/augment/a.cc"
if "$tree/cmake/draw-folders.sh" --check "$tree/drawn.md" >/dev/null 2>&1; then
  echo "an old drawing passes"
  failures=$((failures + 1))
fi

if [ "$failures" -ne 0 ]; then exit 1; fi
"$here/layering.sh"
"$here/../cmake/draw-folders.sh" --check "$here/../ARCHITECTURE.md"
