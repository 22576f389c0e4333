#!/usr/bin/env bash
# Checks that no include points up the table of folders. Usage: tests/layering.sh [ROOT]
# Prints each include that breaks a rule and fails if there is one.
set -euo pipefail
root=${1:-$(dirname "$0")/..}
cd "$root"

# Folders whose headers each folder may include, besides its own and those of recordio/error: the public ones,
# <imrec/NAME.h>, and those in FOLDER/internal, which are not installed.
declare -A may_include=(
  [recordio]=""
  [image]=""
  [augment]="image"
  [voc]="recordio image"
  [im2rec]="recordio image"
  [reader]="recordio image augment"
  [samples]="recordio image augment voc reader"
)
# The Python package offers everything, so its files may also include the public headers of these.
python_files='^reader/python/'
python_may_include="im2rec voc"
# Files that belong to command-line tools, and so may use recordio/console.
tool_files='^(recordio/console|(reader|voc|im2rec)/tool)/'

# The folder that holds <imrec/NAME>, or nothing.
owner_of() {
  local header
  for header in */include/imrec/"$1" */error/imrec/"$1"; do
    [ ! -e "$header" ] || { echo "${header%%/*}"; return; }
  done
}

problems=0
report() {
  echo "$1: $2"
  problems=$((problems + 1))
}

# check FILE LINE INCLUDE, the last as <...> or "...".
check() {
  local place=$1:$2 include=$3 folder=${1%%/*}
  local name=${include:1:-1}
  case $include in
    '<imrec/error.h>' | '<imrec/export.h>') ;;
    '<imrec/'*)
      local owner
      owner=$(owner_of "${name#imrec/}")
      if [ -z "$owner" ]; then
        report "$place" "$include is no public header"
      elif [[ $1 =~ $python_files && " $python_may_include " == *" $owner "* ]]; then
        :
      elif [[ " $folder ${may_include[$folder]} " != *" $owner "* ]]; then
        report "$place" "$folder/ must not include $include of $owner/"
      fi
      ;;
    '"'*)
      if [ "$folder" = samples ]; then
        # Their own headers stand beside them.
        [ -e "$(dirname "$1")/$name" ] && [[ $name != *..* ]] ||
          report "$place" "samples/ include only <imrec/...>, not $include"
      elif [[ $1 == */include/* ]]; then
        report "$place" "public headers include only public headers, not $include"
      elif [[ $name == recordio/console/* && $1 =~ $tool_files ]]; then
        :
      elif [[ $name =~ ^([a-z0-9]+)/internal/[a-z0-9_]+\.h$ ]] &&
           [[ " ${may_include[$folder]} " == *" ${BASH_REMATCH[1]} "* ]]; then
        :
      elif [[ $name != "$folder"/* || $name == *..* ]]; then
        report "$place" "$include is private to another folder, or not named from the top"
      elif [[ $name == recordio/console/* ]]; then
        report "$place" "$include is for command-line tools"
      fi
      ;;
  esac
}

files=0
for folder in "${!may_include[@]}"; do
  [ -d "$folder" ] || continue
  while IFS=: read -r file line text; do
    include=$(sed -E 's/^[^<"]*([<"][^>"]*[>"]).*$/\1/' <<<"$text")
    check "$file" "$line" "$include"
    files=$((files + 1))
  done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*("|<imrec/)' \
             --include='*.cc' --include='*.h' "$folder" || true)
done

if [ "$files" -eq 0 ]; then
  echo "no includes found under $root" >&2
  exit 2
fi
[ "$problems" -eq 0 ]
