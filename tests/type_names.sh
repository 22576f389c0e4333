#!/usr/bin/env bash
# Checks that no two types of a namespace have the same name, which compilers and linkers don't notice
# if no source file sees both. Usage: tests/type_names.sh
set -euo pipefail
cd "$(dirname "$0")/.."

folders=()
for list in */CMakeLists.txt; do [ "$list" = tests/CMakeLists.txt ] || folders+=("${list%/*}"); done
doubled=$(find "${folders[@]}" \( -name '*.cc' -o -name '*.h' \) -exec awk '
  FNR == 1 { space = "" }
  /^namespace [a-z:]+ [{]$/ { space = $2 }
  /^namespace [{]$/ { hidden = 1 }
  /^}  \/\/ namespace$/ { hidden = 0 }
  !hidden && match($0, /^(struct|class|enum class) ([A-Z_]+ )?[A-Z][A-Za-z0-9]+( final)?( :[^:].*)? [{]/) {
    sub(/^(struct|enum class|class) ([A-Z_]+ )?/, "")
    print space "::" $1, FILENAME
  }' {} + | sort | awk '
  $1 == type { print type " is in " file " and " $2 }
  { type = $1; file = $2 }')
[ -n "$doubled" ] || exit 0
echo "$doubled" >&2
exit 1
