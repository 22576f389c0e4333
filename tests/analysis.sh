#!/usr/bin/env bash
# Static analysis: cppcheck over imrec's own code, and GCC's analyzer over the code that is written as C
# is, around image libraries and system calls. Usage: tests/analysis.sh [cppcheck] [gcc]
# Fails on any finding. A false one is suppressed in place, with its reason.
set -euo pipefail
cd "$(dirname "$0")/.."
build=build/analysis
./cmake/install-dependencies.sh analysis
cmake --preset dev -B $build -DIMREC_PRECOMPILE_HEADERS=OFF >/dev/null
[ $# -gt 0 ] || set -- cppcheck gcc

# Generated files that others include.
cmake --build $build --target generated/augment/config/recipe.pb.cc >/dev/null

run_cppcheck() {
  local folder filters=()
  # Names are absolute, or below the current folder, as versions differ.
  for folder in augment im2rec image reader recordio voc; do
    filters+=(--file-filter="$folder/*" --file-filter="$PWD/$folder/*")
  done
  mkdir -p $build/cppcheck
  cppcheck --project=$build/compile_commands.json --cppcheck-build-dir=$build/cppcheck "${filters[@]}" \
    --suppressions-list=tests/cppcheck_suppressions.txt --inline-suppr \
    --enable=warning,performance,portability --std=c++20 --error-exitcode=1 --quiet -j "$(nproc)"
}

# The analyzer of GCC knows C best: it does not know that new throws, nor what the constructors of strings
# set, so these two checks are off. It follows each file by itself.
run_gcc() {
  local failed=0 file
  while IFS= read -r file; do
    python3 - $build/compile_commands.json "$PWD/$file" <<'PY' | bash || failed=1
import json, shlex, sys
for entry in json.load(open(sys.argv[1])):
    if entry["file"] == sys.argv[2]:
        words = shlex.split(entry["command"])
        words = words[1:] if words[0].endswith("ccache") else words
        words[words.index("-o") + 1] = "/dev/null"
        print("cd", shlex.quote(entry["directory"]), "&&", shlex.join(words), "-fanalyzer -Werror",
              "-Wno-analyzer-use-of-uninitialized-value -Wno-analyzer-possible-null-dereference")
        break
PY
  done < <(git ls-files 'image/jpeg/*.cc' 'image/png/*.cc' 'image/tiff/*.cc' 'image/webp/*.cc' \
             recordio/files/output_file.cc recordio/files/input_file.cc recordio/files/mapped_file.cc \
             recordio/files/file_names.cc recordio/files/files_below.cc recordio/files/text_source.cc \
             recordio/compressed/zstd_source.cc recordio/remote/credentials/run_command.cc)
  return $failed
}

for name in "$@"; do
  echo "--- $name"
  "run_$name"
done
