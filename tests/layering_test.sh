#!/usr/bin/env bash
# Shows that tests/layering.sh finds what it is there to find, then runs it on the project.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

for header in recordio/include/imrec/list image/include/imrec/image augment/include/imrec/plan \
              reader/include/imrec/reader recordio/error/imrec/error; do
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
expect pass im2rec/main.cc '"recordio/console/console.h"'
expect pass im2rec/a.cc '<imrec/image.h>'
expect pass reader/a.cc '<imrec/plan.h>'
expect pass reader/tool/a.cc '"recordio/console/console.h"'
expect pass samples/a.cc '<imrec/reader.h>'

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
expect fail reader/a.cc '"recordio/console/console.h"'
expect fail samples/a.cc '"reader/batch_pool.h"'
expect fail samples/a.cc '<imrec/unheard_of.h>'
expect fail image/include/imrec/b.h '"image/exif.h"'

if [ "$failures" -ne 0 ]; then exit 1; fi
"$here/layering.sh"
