# Shared by .ci/run and .ci/nightly, which list their stages in `stages`; stage NAME is the function
# stage_NAME.

# run_stages [STAGE ...]: these, or all of them in their order. The first failure ends the script.
run_stages() {
  local stage began summary=()
  [ $# -gt 0 ] || set -- "${stages[@]}"
  for stage in "$@"; do
    if ! declare -F "stage_$stage" >/dev/null; then
      echo "There is no stage '$stage'; there are: ${stages[*]}" >&2
      exit 2
    fi
  done
  for stage in "$@"; do
    began=$SECONDS
    echo "=== $stage (at $SECONDS s)"
    "stage_$stage"
    summary+=("$(printf '%-14s %5d s' "$stage" $((SECONDS - began)))")
  done
  printf '%s\n' "${summary[@]}"
  echo "=== all stages passed (at $SECONDS s)"
}

# unless_skipped SCRIPT: 77 means that it cannot run here, and has said why.
unless_skipped() {
  local code=0
  "$@" || code=$?
  [ "$code" -eq 0 ] || [ "$code" -eq 77 ]
}

# without_warnings LOG: GCC's are errors only with the preset dev, as newer versions have others.
without_warnings() {
  ! grep 'warning:' "$1"
}

# make_tools PRESET: the tools and the programs of tests/remote, tests/cluster and tests/trust.
make_tools() {
  ./cmake/install-dependencies.sh tests
  cmake --preset "$1" -DIMREC_BUILD_TESTS=ON
  cmake --build --preset "$1" --target imrec_tool_imrec imrec_tool_im2rec imrec_tool_voc2lst make_shapes \
        imrec_resumed_reader imrec_part_reader imrec_corruption_sweep imrec_fault_shim imrec_soak
}

# run_tsan TARGET...: builds these test programs with the thread sanitizer and runs them.
run_tsan() {
  cmake --preset tsan
  cmake --build --preset tsan --target "$@"
  ctest --preset tsan -R '^(recordio|voc|im2rec|reader)/'
}

# soak PRESET SECONDS TIMES: reads and packs at random, each time with other random numbers.
soak() {
  local seed
  cmake --build --preset "$1" --target imrec_soak
  for seed in $(seq "$3"); do
    "build/$1/bin/imrec_soak" "$2" "$seed"
  done
}
