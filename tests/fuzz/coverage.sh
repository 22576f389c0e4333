#!/usr/bin/env bash
# Prints how many lines of the parsers the corpora in build/fuzz/corpus, or without these the seeds,
# reach. Usage: tests/fuzz/coverage.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/fuzz/corpus.sh
build=build/fuzz-coverage

./cmake/install-dependencies.sh tests checks
cmake --preset sanitize -B $build -DIMREC_BUILD_BENCHMARKS=OFF -DIMREC_BUILD_FUZZERS=OFF \
      -DIMREC_BUILD_SAMPLES=OFF -DIMREC_UNITY=OFF \
      -DCMAKE_CXX_FLAGS_DEBUG='-O1 -g1 -fprofile-instr-generate -fcoverage-mapping' >/dev/null
cmake --build $build --target imrec_fuzz_replay
replay=$build/bin/imrec_fuzz_replay
rm -rf $build/profiles
# Each run writes a profile, the one that lists the targets, too.
export LLVM_PROFILE_FILE=$build/targets.profraw
mapfile -t targets < <({ "$replay" 2>&1 || true; } | sed -n 's/^Targets: //p' | tr ' ' '\n')
for name in "${targets[@]}"; do
  seed_corpus "$name"
  LLVM_PROFILE_FILE=$build/profiles/$name.profraw "$replay" "$name" "build/fuzz/corpus/$name" |
    tail -n 1
done

# The tools of LLVM have no plain names everywhere.
tools=$("${CXX:-clang++}" -print-prog-name=llvm-cov)
llvm=$(dirname "$(readlink -f "$tools")")
"$llvm/llvm-profdata" merge -o $build/all.profdata $build/profiles/*.profraw
# Names of files are relative to the build folder if a compiler cache makes them so.
"$llvm/llvm-cov" export -summary-only -instr-profile=$build/all.profdata "$replay" 2>/dev/null |
  python3 -c '
import json, os, sys
build, folders = sys.argv[1], sys.argv[2:]
lines = {folder: [0, 0] for folder in folders}
for file in json.load(sys.stdin)["data"][0]["files"]:
    name = os.path.relpath(os.path.join(build, file["filename"]))
    for folder in folders:
        if name.startswith(folder + "/"):
            lines[folder][0] += file["summary"]["lines"]["covered"]
            lines[folder][1] += file["summary"]["lines"]["count"]
for folder, (covered, count) in lines.items():
    print("%-16s %5d of %5d lines, %.1f %%" % (folder, covered, count, 100 * covered / max(count, 1)))
' $build image/jpeg image/png image/bmp image/pnm image/tiff image/webp recordio/records \
         recordio/labels recordio/compressed voc augment/config
