# Sourced by compare.sh: the files that rows are measured on. Each function make_NAME makes one kind.

# pack NAME FOLDER LABELS [OPTIONS]: a record file of a folder's images, which have LABELS.
pack() {
  local name=$1 images=$2 labels=$3
  shift 3
  (cd "$images" && find . -type f -printf '%P\n' | sort) |
    awk -v OFS='\t' -v labels="$labels" '{gsub(" ", OFS, labels); print NR - 1, labels, $0}' \
      >"$work/$name.lst"
  "$bin/im2rec" "$work/$name.lst" "$images" "$@" >/dev/null 2>&1
}

# Two objects: classes and corners.
detection="2 6 0 .2 .3 .6 .8 0 1 .5 .1 .9 .5 0"

crop_ready() {
  "$bin/imrec" convert "$work/$1.rec" --jpeg crop-ready -o "$work/$1-crop-ready.rec" \
    >/dev/null 2>&1
}

make_small() {
  cp -rL "$folder" "$work/small"
  pack small "$work/small" "$detection" --pack-label --pass-through
  crop_ready small
  pack classes "$work/small" 0 --pass-through
}

make_large() {
  "$bin/make_mosaics" "$folder" "$work/large" 40 1920 1080 82
  pack large "$work/large" "$detection" --pack-label --pass-through
  crop_ready large
}

make_progressive() {
  mkdir "$work/progressive"
  local file
  for file in "$work"/small/*; do
    jpegtran -progressive -outfile "$work/progressive/${file##*/}" "$file"
  done
  pack progressive "$work/progressive" "$detection" --pack-label --pass-through
  "$bin/imrec" convert "$work/progressive.rec" --jpeg baseline -o "$work/baseline.rec" \
    >/dev/null 2>&1
}

make_raw() {
  pack raw "$work/small" "$detection" --pack-label --resize 300 --center-crop --encoding .raw
}

# Several folders of the same pictures, so that packing takes long enough to be measured.
make_many() {
  local i
  for i in $(seq 20); do
    mkdir -p "$work/many/$i"
    cp "$work"/small/* "$work/many/$i/"
  done
  (cd "$work/many" && find . -type f -printf '%P\n' | sort) |
    awk -v OFS='\t' '{print NR - 1, 0, $0}' >"$work/many.lst"
}

# variant RECIPE FROM EXPRESSIONS: RECIPE is FROM as sed changes it. It must differ, or it measures
# nothing.
variant() {
  "$bin/imrec" augment show "$2" >"$work/$2.prototxt"
  sed "$3" "$work/$2.prototxt" >"$work/$1.prototxt"
  if cmp -s "$work/$2.prototxt" "$work/$1.prototxt"; then
    echo "no such setting to change: $1" >&2
    exit 1
  fi
}

# Squares of 112 pixels, as sets for face recognition have them. Needs make_many.
make_faces() {
  cp "$work/many.lst" "$work/faces.lst"
  "$bin/im2rec" "$work/faces.lst" "$work/many" --resize 112 --center-crop \
    >/dev/null 2>&1
  "$bin/imrec" extract "$work/faces.rec" -o "$work/faces" >/dev/null 2>&1
}

# 100,000 files of 2 KB in 100 folders. Their contents do not matter.
make_tiny() {
  local i
  for i in $(seq 100); do
    mkdir -p "$work/tiny/$i"
    head -c 2048000 /dev/urandom | split -b 2048 -a 3 --additional-suffix=.jpg - "$work/tiny/$i/"
  done
  (cd "$work/tiny" && find . -type f -printf '%P\n' | sort) |
    awk -v OFS='\t' '{print NR - 1, 0, $0}' >"$work/tiny.lst"
}

make_recipes() {
  variant shrunk ssd300 's/decode_ratio: 2/decode_ratio: 1/'
  variant stored ssd300 's/AS_PIXELS/AS_STORED/'
  # Crop, mirror and normalisation, as the other loaders do it.
  variant crop imagenet 's/_prob: 1$/_prob: 0/; s/lighting: 0.1/lighting: 0/'
}
