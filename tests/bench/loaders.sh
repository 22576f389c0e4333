#!/usr/bin/env bash
# Installs the loaders in Python that compare.sh measures, from PyPI, into a virtual environment.
# Usage: tests/bench/loaders.sh [FOLDER]
#   FOLDER   of the environment (default: build/bench-loaders, where compare.sh finds it)
# Versions are pinned. PyPI's torch for x86-64 brings CUDA along, so that the environment takes 7 GB.
# FFCV is built from source and needs Debian's libopencv-dev, libturbojpeg0-dev, pkg-config,
# python3-dev and a C++ compiler. What cannot be installed is left out with a message; the exit
# status is 1 if nothing can.
set -uo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-build/bench-loaders}
python=$folder/bin/python
installed=0

if ! [ -x "$python" ] && ! python3 -m venv "$folder"; then
  echo "no virtual environment: $folder" >&2
  exit 1
fi
log=$folder/loaders.log
: >"$log"

# works NAME CODE: whether CODE runs.
works() { "$python" -c "$2" >>"$log" 2>&1; }

# install NAME CODE PIP-OPTIONS...: NAME is installed if CODE runs.
install() {
  local name=$1 code=$2
  shift 2
  if ! works "$name" "$code"; then
    echo "installing $name" >&2
    if ! "$folder/bin/pip" install --no-compile "$@" >>"$log" 2>&1; then
      echo "left out: $name, which cannot be installed: $(grep -i error "$log" | tail -1)" >&2
      return 1
    fi
    if ! works "$name" "$code"; then
      echo "left out: $name, which does not run: $(tail -1 "$log")" >&2
      return 1
    fi
  fi
  echo "installed: $name" >&2
  installed=$((installed + 1))
}

install "PyTorch and torchvision" 'import torch; from torchvision.transforms import v2' \
  numpy==2.4.6 torch==2.15.0 torchvision==0.29.2
install "OpenCV" 'import cv2' numpy==2.4.6 opencv-python-headless==5.0.0.93
install "DALI" 'import nvidia.dali.fn' numpy==2.4.6 nvidia-dali-cuda120==2.4.0
# FFCV asks for opencv-python, which needs libraries of a desktop.
install "FFCV's requirements" 'import cv2, numba, torch' \
  numpy==2.4.6 numba==0.68.1 opencv-python-headless==5.0.0.93 pytorch-pfn-extras==0.9.0 \
  fastargs==1.2.0 terminaltables==3.1.10 assertpy==1.1 psutil==7.2.2 tqdm==4.70.1 &&
  install "FFCV" 'from ffcv.loader import Loader' --no-deps --no-binary ffcv ffcv==1.0.2
[ "$installed" -gt 0 ]
