#!/usr/bin/env bash
# Runs clang-tidy with the checks of .clang-tidy, prints what it finds, and fails if that is anything.
# Usage: tests/tidy.sh [BASE]   the files that differ from the commit BASE (by default HEAD)
#        tests/tidy.sh --all    all files, which takes an hour of processor time
# A header is checked as part of a source file that includes it. What needs OpenCV is left out.
set -euo pipefail
cd "$(dirname "$0")/.."
base=${1:-HEAD}
build=build/tidy
if [ "$base" != --all ] && ! git rev-parse -q --verify "$base^{commit}" >/dev/null; then
  echo "tests/tidy.sh: there is no commit '$base'; give one, or --all" >&2
  exit 2
fi

./cmake/install-dependencies.sh tests checks
# The preset `sanitize` builds most; without sanitizers it builds the tests that replace functions of
# the C library, too.
log=$(mktemp)
findings=$(mktemp)
trap 'rm -f "$log" "$findings"' EXIT
prepare() {
  cmake --preset sanitize -B "$build" -DCMAKE_CXX_FLAGS_DEBUG=-O0 \
        -DIMREC_UNITY=OFF && make_headers
}
# The commands alone, as ninja would first build the libraries that a target with such a header links.
make_headers() {
  local header
  for header in $(generated_headers); do
    ninja -C "$build" -t commands -s "$header" | bash -e || return
  done
}
generated_headers() {
  ninja -C "$build" -t targets all | sed -n 's/^\([^/].*\.\(h\|inc\)\): CUSTOM_COMMAND$/\1/p'
}
prepare >"$log" 2>&1 || { cat "$log" >&2; exit 2; }
compiled=$(sed -n "s|^ *\"file\": \"$PWD/\(.*\)\".*|\1|p" "$build/compile_commands.json" |
           grep -v "^$build/" | sort -u)

# One source file that includes the header: that of its name, or else the first.
source_of() {
  local name=${1##*/}
  local own=${1%.h}.cc
  if [ -f "$own" ]; then echo "$own"; return; fi
  own=$(grep -m 1 "/${name%.h}\.cc$" <<<"$compiled") && { echo "$own"; return; }
  git grep -l --untracked "#include [\"<].*\b${name//./\\.}[\">]" -- '*.cc' | head -n 1 || true
}

changed() {
  { git diff --name-only --diff-filter=d "$base" --; git ls-files --others --exclude-standard; } |
    while IFS= read -r file; do
      case $file in
        *.cc) echo "$file" ;;
        *.h) source_of "$file" ;;
      esac
    done | sort -u | comm -12 - <(echo "$compiled")
}

if [ "$base" = --all ]; then
  files=$compiled
else
  files=$(changed)
fi
[ -n "$files" ] || exit 0

# Each process has its output written at once. clang-tidy counts suppressed warnings on stderr.
check() {
  local output status=0
  output=$(clang-tidy -p "$build" --quiet "$1" 2>&1) || status=1
  grep -vE '^[0-9]+ warnings? (generated|treated as errors?)' <<<"$output" || true
  return $status
}
export -f check
export build
status=0
xargs -d '\n' -P "$(nproc)" -I {} bash -c 'check "$1"' - {} <<<"$files" >"$findings" || status=1
# What is found in a header is found in each file that includes it.
awk 'BEGIN { shown = 1 }
     /^[^ ].*:[0-9]+:[0-9]+: (error|warning): / { shown = !seen[$0]++ } shown || !NF' "$findings" |
  sed "s|^$PWD/||" | cat -s
echo "tests/tidy.sh: $(wc -l <<<"$files") files checked, $([ $status -eq 0 ] && echo nothing found ||
  echo "$(sed -n 's|^\([^ ].*:[0-9]*:[0-9]*: error: .*\)|\1|p' "$findings" | sort -u | wc -l) findings")" >&2
exit $status
