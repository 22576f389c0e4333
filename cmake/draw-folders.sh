#!/usr/bin/env bash
# Draws a Mermaid graph of the folders that include each other, from the includes in the sources.
# Usage: cmake/draw-folders.sh                prints the graph
#        cmake/draw-folders.sh --check FILE   fails unless FILE contains this graph as a Mermaid block
# Folders named tool, console or python have their own nodes; all others are part of the top-level folder that
# contains them. tests, which may include anything, and recordio/error, which all include, are left
# out.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

# Lines "header PATH" for each public header, then "include PATH NAME" for each include.
list_includes() {
  local folders=()
  local list
  for list in */CMakeLists.txt; do
    [ "$list" = tests/CMakeLists.txt ] || folders+=("${list%/*}")
  done
  find "${folders[@]}" -path '*/imrec/*.h' | sed 's/^/header /'
  grep -rE '^[[:space:]]*#[[:space:]]*include' --include='*.cc' --include='*.h' "${folders[@]}" |
    sed -nE 's/^([^:]+):[^<"]*[<"]([^>"]+)[>"].*$/include \1 \2/p'
}

draw() {
  echo "graph TD"
  list_includes | awk '
    # "reader/tool" for reader/tool/info.cc, "reader" for reader/batch.cc.
    function node(path,    part) {
      split(path, part, "/")
      return part[2] ~ /^(tool|console|python)$/ ? part[1] "/" part[2] : part[1]
    }
    function id(name) { gsub("/", "_", name); return name }
    $NF ~ /(^|\/)imrec\/(error|export)\.h$/ { next }
    $1 == "header" {
      folder = node($2)
      sub(/.*\/imrec\//, "imrec/", $2)
      owner[$2] = folder
      known[folder] = 1
      next
    }
    {
      from = node($2)
      known[from] = 1
      to = $3 in owner ? owner[$3] : node($3)
      if (to != from) edges[from SUBSEP to] = 1
    }
    END {
      for (name in known) print "  " id(name) "[" name "]" | "sort"
      close("sort")
      for (edge in edges) {
        split(edge, ends, SUBSEP)
        # Other names are headers of other projects.
        if (ends[2] in known) print "  " id(ends[1]) " --> " id(ends[2]) | "sort"
      }
    }'
}

case ${1-} in
  "")
    draw
    ;;
  --check)
    file=${2:?which file}
    awk '/^```mermaid$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$file" |
      diff --label "$file" --label "$0" -u - <(draw) || {
      echo "$file: the drawing of folders is not that of the includes; replace it by the output of $0" >&2
      exit 1
    }
    ;;
  *)
    echo "usage: $0 [--check FILE]" >&2
    exit 2
    ;;
esac
