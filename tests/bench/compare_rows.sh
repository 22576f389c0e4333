# Sourced by compare.sh: the rows. A row is a name, the files that it needs, and a command that
# prints images per second and CPU milliseconds per image.

names=()
declare -A commands needed

wanted() { [[ $1 =~ $rows ]]; }

# row NAME FILES COMMAND: a row, if it is wanted. FILES are names of functions make_NAME.
row() {
  wanted "$1" || return 0
  names+=("$1")
  commands[$1]=$3
  local file
  for file in $2; do needed[$file]=1; done
}

# ours FILE [THREADS [OPTIONS]]: imrec's reader. A hundred images have an incomplete batch every few
# batches, whose unused places are cleared: a cost that sets of usual sizes do not have.
ours() {
  echo "'$bin/imrec' bench '$work/$1.rec' --seconds $seconds --threads ${2:-$threads} \
    --last-batch drop ${3:-} --json |
    awk -F '[:,]' '{value[\$1] = \$2} END {printf \"%.1f %.4f\\n\",
      value[\"  \\\"images_per_second\\\"\"],
      1000 * value[\"  \\\"cpu_seconds\\\"\"] / value[\"  \\\"images\\\"\"]}'"
}
recipe() { echo "--preset '$work/$1.prototxt'"; }
limit() { echo "'$bin/load_limit' '$work/$1.rec' $threads $seconds $2"; }

# program NAME FILES PROGRAM ARGUMENTS: a row of a program that is built if its library is there.
program() {
  wanted "$1" || return 0
  if [ -x "$bin/$3" ]; then
    row "$1" "$2" "'$bin/$3' $4"
  else
    echo "left out: $1, for which $3 is not built (Debian: libopencv-dev)" >&2
  fi
}

# command_line NAME FILES PROGRAM COMMAND: a row of another command, if PROGRAM is installed.
command_line() {
  wanted "$1" || return 0
  if command -v "$3" >/dev/null; then
    row "$1" "$2" "$4"
  else
    echo "left out: $1, for which $3 is not installed" >&2
  fi
}

# in_python NAME IMPORTS SCRIPT TASK FILE [FILES]: a row of a loader in Python, if its libraries are
# there.
in_python() {
  wanted "$1" || return 0
  local error
  if error=$("$python" -c "$2" 2>&1); then
    row "$1" "${6:-small}" "'$python' -B tests/bench/$3 $4 '$work/$5' $threads $seconds 2>'$work/stderr' ||
      cat '$work/stderr' >&2"
  else
    echo "left out: $1, as $python says: ${error##*$'\n'}" >&2
  fi
}

# over_all LIST COMMAND: a command that goes over all files of a list.
over_all() {
  echo "rm -rf '$work/copy'; TIMEFORMAT='%3R %3U %3S'
    { time $2 >/dev/null 2>&1; } 2>&1 | awk -v n=\"\$(wc -l <'$work/$1.lst')\" \
      '{printf \"%.1f %.4f\\n\", n / \$1, 1000 * (\$2 + \$3) / n}'"
}
# packing LIST OPTIONS: im2rec over a list whose folder has its name, into files of their own.
packing() {
  local list=$1
  shift
  over_all "$list" "'$bin/im2rec' '$work/$list.lst' '$work/$list' -o '$work/packed' \
    --num-thread $threads $*"
}

opencv='import torch, cv2'
torchvision='import torchvision.io; from torchvision.transforms import v2'
dali='import nvidia.dali.fn'
ffcv='import cv2, ffcv.loader'

row "imrec" small "$(ours small)"
row "imrec, 1 thread" small "$(ours small 1)"
row "imrec, crop-ready" small "$(ours small-crop-ready)"
row "imrec, chroma as stored" "small recipes" "$(ours small $threads "$(recipe stored)")"
row "imrec, torchvision-ssd" small "$(ours small $threads '--preset torchvision-ssd')"
row "imrec, dali-ssd" small "$(ours small $threads '--preset dali-ssd')"
row "imrec, raw records, uint8" "small raw" "$(ours raw $threads '--dtype uint8')"
row "copy of raw records" "small raw" "$(limit raw copy)"
row "full decode alone" small "$(limit small rgb)"
row "entropy decode alone" small "$(limit small entropy)"
program "OpenCV in C++" small opencv_loader "'$work/small.rec' $threads $seconds ssd300"
in_python "PyTorch, OpenCV" "$opencv" torch_loader.py detection small
in_python "torchvision v2" "$torchvision" torchvision_loader.py detection small
in_python "DALI" "$dali" dali_loader.py detection small.rec
in_python "DALI, dali-ssd" "$dali" dali_loader.py dali-ssd small.rec

row "classification: imrec" "small recipes" "$(ours classes $threads "$(recipe crop)")"
row "classification: imrec, with colours" small "$(ours classes $threads '--preset imagenet')"
program "classification: OpenCV in C++" "small recipes" opencv_loader \
  "'$work/classes.rec' $threads $seconds '$work/crop.prototxt'"
in_python "classification: PyTorch, OpenCV" "$opencv" torch_loader.py classification small
in_python "classification: torchvision v2" "$torchvision" torchvision_loader.py classification small
in_python "classification: DALI" "$dali" dali_loader.py classification classes.rec
in_python "classification: FFCV" "$ffcv" ffcv_loader.py classification small

row "faces: imrec" "small many faces" "$(ours faces $threads '--preset face112 --batch-size 128')"
program "faces: OpenCV in C++" "small many faces" opencv_loader \
  "'$work/faces.rec' $threads $seconds face112"
in_python "faces: PyTorch, OpenCV" "$opencv" torch_loader.py faces faces "small many faces"

row "im2rec, pass-through" "small many" "$(packing many --pass-through)"
row "cp of the same files" "small many" "$(over_all many "cp -r '$work/many' '$work/copy'")"
row "im2rec, crop-ready" "small many" "$(packing many --pass-through --jpeg crop-ready)"
row "im2rec, resize 300" "small many" "$(packing many --resize 300)"
program "OpenCV packer, resize 300" "small many" opencv_packer \
  "'$work/many' '$work/opencv.pack' $threads 300"
# The photographs are 3 by 4, so their shorter edge becomes 300, too.
command_line "vipsthumbnail, resize 300" "small many" vipsthumbnail \
  "$(over_all many "tests/bench/vips_thumbnails.sh '$work/many' '$work/copy' $threads 400")"
row "im2rec, files of 2 KB" tiny "$(packing tiny --pass-through)"
row "cp of files of 2 KB" tiny "$(over_all tiny "cp -r '$work/tiny' '$work/copy'")"
row "tar of files of 2 KB" tiny "$(over_all tiny "tar -cf '$work/copy' -C '$work' tiny")"

row "imrec, 1920x1080" large "$(ours large)"
row "imrec, 1920x1080, chroma as stored" "large recipes" \
  "$(ours large $threads "$(recipe stored)")"
row "imrec, 1920x1080, decode_ratio 1" "large recipes" "$(ours large $threads "$(recipe shrunk)")"
row "imrec, 1920x1080, crop-ready" large "$(ours large-crop-ready)"
row "full decode alone, 1920x1080" large "$(limit large rgb)"
command_line "imrec, progressive" "small progressive" jpegtran "$(ours progressive)"
command_line "imrec, progressive packed as baseline" "small progressive" jpegtran "$(ours baseline)"
command_line "im2rec, progressive to baseline" "small progressive" jpegtran \
  "$(packing progressive --pack-label --pass-through --jpeg baseline)"
