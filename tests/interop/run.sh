#!/bin/sh
# Runs the same programs with MXNet and with imrec, and lets MXNet and DALI read what im2rec packed.
#
#     tests/interop/run.sh
#
# imrec and im2rec are those of $PYTHON (default: python3); $IM2REC names another im2rec. MXNet is
# installed from PyPI into build/interop, DALI too if INTEROP_DALI=1 (1 GiB). What cannot be
# installed is skipped with a message. The exit status is 1 if a result differs, 77 if all is skipped.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/build/interop
python=${PYTHON:-python3}
golden=$root/tests/golden/mxnet
more=$root/../shared/golden
[ -d "$more" ] || more=
mkdir -p "$work"

if ! "$python" -c 'import imrec.recordio'; then
  echo "skipped: $python has no imrec; install it, or name another interpreter as PYTHON"
  exit 77
fi
im2rec=${IM2REC:-$("$python" -c 'from imrec._tools import find; print(find("im2rec"))')}

# install NAME MODULE PACKAGES...: makes the environment $work/NAME unless MODULE works in it.
install() {
  name=$1
  module=$2
  shift 2
  "$work/$name/bin/python" -c "import $module" > "$work/$name.log" 2>&1 && return 0
  rm -rf "${work:?}/$name"
  python3 -m venv "$work/$name" > "$work/$name.log" 2>&1 &&
    "$work/$name/bin/pip" install -q "$@" >> "$work/$name.log" 2>&1 &&
    "$work/$name/bin/python" -c "import $module" >> "$work/$name.log" 2>&1 && return 0
  echo "skipped: $* cannot be installed; see $work/$name.log"
  return 1
}

rm -rf "$work/sets" "$work/out"
mkdir -p "$work/out"
"$python" "$here/make_sets.py" "$work/sets" "$im2rec"
status=0
ran=0

if install venv mxnet mxnet==1.9.1 numpy==1.23.5 opencv-python-headless==4.8.1.78; then
  ran=1
  if "$work/venv/bin/python" "$here/programs.py" mxnet "$golden" "$work/sets" "$work/out" \
      ${more:+"$more"} 2> "$work/out/mxnet.log" &&
    "$python" "$here/programs.py" imrec "$golden" "$work/sets" "$work/out" \
      ${more:+"$more"}; then
    "$python" "$here/compare.py" "$work/out" || status=1
  else
    cat "$work/out/mxnet.log"
    status=1
  fi
  echo
  echo "MXNet reads what im2rec packed"
  "$work/venv/bin/python" "$here/mxnet_reads.py" "$work/sets" 2> "$work/out/reads.log" || status=1
fi

echo
if [ "${INTEROP_DALI:-0}" != 1 ]; then
  echo "skipped: DALI; INTEROP_DALI=1 installs it"
elif install dali nvidia.dali.fn nvidia-dali-cuda120 numpy; then
  ran=1
  echo "DALI reads what im2rec packed"
  "$work/dali/bin/python" "$here/dali_reads.py" "$work/sets" 2> "$work/out/dali.log" || status=1
fi

[ "$ran" = 1 ] || exit 77
exit "$status"
