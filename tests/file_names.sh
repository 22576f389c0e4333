#!/usr/bin/env bash
# Checks that no two source files have the same name, so that a name alone identifies a file in
# messages of compilers and debuggers. A main.cc is named by its folder. Usage: tests/file_names.sh
set -euo pipefail
cd "$(dirname "$0")/.."

folders=()
for list in */CMakeLists.txt; do folders+=("${list%/*}"); done
doubled=$(find "${folders[@]}" \( -name '*.cc' -o -name '*.h' \) ! -name main.cc -printf '%f\n' |
          sort | uniq -d)
[ -n "$doubled" ] || exit 0
while IFS= read -r name; do
  echo "several files are named $name:" $(find "${folders[@]}" -name "$name") >&2
done <<<"$doubled"
exit 1
