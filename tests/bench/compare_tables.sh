# Sourced by compare.sh: what it prints from $work/results, whose lines are a name and its numbers,
# separated by tabs and spaces.

# median NAME COLUMN: of all rounds; nothing if it was not measured.
median() {
  awk -F '\t' -v name="$1" -v column="$2" '$1 == name {split($2, v, " "); print v[column]}' \
    "$work/results" | sort -n |
    awk '{v[NR] = $1} END {
      if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
    }'
}

# spread COLUMN: how far the rounds of a row are apart, as a median over all rows and at most.
spread() {
  awk -F '\t' -v column="$1" '{
    if (split($2, v, " ") < 2) next
    x = v[column]
    if (!($1 in most) || x > most[$1]) most[$1] = x
    if (!($1 in least) || x < least[$1]) least[$1] = x
  } END {for (name in most) printf "%.2f\n", most[name] / least[name]}' "$work/results" | sort -n |
    awk '{v[NR] = $1} END {if (NR) printf "%.2f (at most %.2f)", v[int((NR + 1) / 2)], v[NR]}'
}

# ratio A B: of their medians. Less processor time is more speed.
ratio() {
  local a b
  a=$(median "$1" 1)
  b=$(median "$2" 1)
  if [ -n "$a" ] && [ -n "$b" ]; then
    awk -v of="$1 / $2" -v a="$a" -v b="$b" -v cpu_a="$(median "$1" 2)" \
      -v cpu_b="$(median "$2" 2)" \
      'BEGIN {printf "| %s | %.2f | %.2f |\n", of, a / b, cpu_b / cpu_a}'
  fi
}

# version_of NAME PACKAGE: nothing if it is not installed.
version_of() { pkg-config --modversion "$2" 2>/dev/null | sed "s/^/$1 /" || true; }

# The processor, the libraries that are installed, and how busy the machine is besides.
print_machine() {
  echo "Processor: $(lscpu | sed -n 's/^Model name: *//p'), $(nproc) available"
  {
    version_of libjpeg-turbo libjpeg
    version_of OpenCV opencv4
    version_of libvips vips
    "$python" - 2>/dev/null <<'END'
from importlib.metadata import PackageNotFoundError, version

names = {
    "torch": "PyTorch",
    "torchvision": "torchvision",
    "opencv-python-headless": "OpenCV for Python",
    "nvidia-dali-cuda120": "DALI",
    "ffcv": "FFCV",
}
for package, name in names.items():
    try:
        print(name, version(package))
    except PackageNotFoundError:
        pass
END
  } | paste -sd ';' | sed 's/;/, /g; s/^/Libraries: /'
  echo "Rounds: $rounds of $seconds s; load average before: $load_before"
  echo "Largest over smallest of the rounds, median of the rows: images/s $(spread 1)," \
    "CPU time $(spread 2)"
}

print_rates() {
  local name
  echo "| loader or stage, $threads threads | images/s | CPU ms per image |"
  echo "| --- | ---: | ---: |"
  for name in "${names[@]}"; do
    [ -z "$(median "$name" 1)" ] ||
      printf '| %s | %.0f | %.3f |\n' "$name" "$(median "$name" 1)" "$(median "$name" 2)"
  done
}

# Ratios of rows that were measured; nothing without any.
print_ratios() {
  local ratios
  ratios=$(measured_ratios)
  [ -n "$ratios" ] || return 0
  printf '\n| ratio | images/s | images per CPU second |\n| --- | ---: | ---: |\n%s\n' "$ratios"
}

measured_ratios() {
  ratio "imrec" "OpenCV in C++"
  ratio "imrec" "PyTorch, OpenCV"
  ratio "imrec" "torchvision v2"
  ratio "imrec, torchvision-ssd" "torchvision v2"
  ratio "imrec" "DALI"
  ratio "imrec, dali-ssd" "DALI, dali-ssd"
  ratio "classification: imrec" "classification: OpenCV in C++"
  ratio "classification: imrec" "classification: PyTorch, OpenCV"
  ratio "classification: imrec" "classification: torchvision v2"
  ratio "classification: imrec" "classification: DALI"
  ratio "classification: imrec" "classification: FFCV"
  ratio "faces: imrec" "faces: OpenCV in C++"
  ratio "faces: imrec" "faces: PyTorch, OpenCV"
  ratio "imrec" "full decode alone"
  ratio "imrec, crop-ready" "full decode alone"
  ratio "imrec" "imrec, 1 thread"
  ratio "imrec" "entropy decode alone"
  ratio "imrec, raw records, uint8" "copy of raw records"
  ratio "imrec, 1920x1080" "full decode alone, 1920x1080"
  ratio "imrec, 1920x1080, chroma as stored" "full decode alone, 1920x1080"
  ratio "imrec, 1920x1080, decode_ratio 1" "full decode alone, 1920x1080"
  ratio "imrec, 1920x1080, crop-ready" "full decode alone, 1920x1080"
  ratio "im2rec, pass-through" "cp of the same files"
  ratio "im2rec, resize 300" "OpenCV packer, resize 300"
  ratio "im2rec, resize 300" "vipsthumbnail, resize 300"
  ratio "im2rec, files of 2 KB" "cp of files of 2 KB"
  ratio "im2rec, files of 2 KB" "tar of files of 2 KB"
  ratio "imrec, progressive packed as baseline" "imrec, progressive"
}

print_process() {
  echo "| of one process | |"
  echo "| --- | ---: |"
  printf '| start to first batch, and end | %.0f ms |\n' "$(median "start to first batch" 1)"
  printf '| peak memory, batches of 32 | %.0f MiB |\n' "$(median "peak memory" 1)"
}
