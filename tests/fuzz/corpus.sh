# Shared by the scripts of this folder, which run in the top folder of imrec.

# fuzz_targets: the names of those that are built.
fuzz_targets() {
  local program
  for program in build/sanitize/bin/*_fuzz; do
    basename "${program%_fuzz}"
  done
}

# seed_corpus TARGET: adds the seeds to the target's corpus in build/fuzz/corpus.
seed_corpus() {
  local corpus=build/fuzz/corpus/$1 file files=(tests/fuzz/seeds/"$1"/*) golden
  mkdir -p "$corpus"
  [ "$1" != packed_image ] || files=(tests/fuzz/seeds/{image,jpeg}/*)
  # Files of one name: the larger one.
  for golden in tests/golden/mxnet ../shared/golden; do
    case $1 in
      record_file) files+=("$golden"/nasty.rec "$golden"/corrupt/*.rec) ;;
      image | jpeg | packed_image) files+=("$golden"/imgs/*.jpg "$golden"/imgs/*.png) ;;
      voc_annotation) files+=(tests/voc/dialects/*.xml) ;;
    esac
  done
  for file in "${files[@]}"; do
    # Large inputs take too long to mutate.
    [ ! -f "$file" ] || [ "$(stat -c %s "$file")" -gt 65536 ] || cp "$file" "$corpus/"
  done
}
