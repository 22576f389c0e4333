# Sourced by the scripts of this folder, after tests/support/servers.sh: a list with images to pack,
# what one machine makes from it, and the comparison with that.

# make_input: 120 pictures and a list of 600 lines, of which some are bad, so that tasks take a while
# and end with exit code 1.
make_input() {
  mkdir -p "$work/data" "$work/one"
  "$bin/make_shapes" "$work/photos" --count 120 >/dev/null
  "$bin/voc2lst" "$work/photos" -o "$work/shapes.lst" >/dev/null 2>&1
  awk 'BEGIN { FS = OFS = "\t" } { line[NR] = $0 } END {
    for (i = 0; i < 5 * NR; ++i) { $0 = line[i % NR + 1]; $1 = i; print }
    print 5 * NR, 0, "missing.jpg"
    print "no line of a list"
  }' "$work/shapes.lst" >"$work/data/my pets.lst"
  one_machine "${pack[@]}"
}
pack=(--num-shards 7 --resize 200 --pack-label)

# one_machine [OPTIONS]: the files to compare with, in $work/one.
one_machine() {
  local code=0
  rm -rf "$work/one"
  "$bin/im2rec" "$work/data/my pets" "$work/photos" -o "$work/one/my pets" "$@" --quiet 2>/dev/null ||
    code=$?
  [ "$code" -eq 1 ] || fail "im2rec on one machine: exit code $code instead of 1"
}

# expect_as_one_machine: the same files byte for byte, and nothing that a run leaves.
expect_as_one_machine() {
  local file count=0 names
  for file in "$work"/one/*; do
    cmp "$file" "$work/data/$(basename "$file")" || fail "differs from one machine's: $file"
    count=$((count + 1))
  done
  names=$(cd "$work/data" && find . -mindepth 1 | grep -vF -e .plan.json -e '.lst' | sort)
  [ "$(wc -l <<<"$names")" -eq "$count" ] || fail "other files than on one machine: $names"
  echo "$count files as on one machine"
}

# expect_readers LAUNCHER [OPTIONS]: three readers that it starts share the set: each record is seen
# once per epoch.
expect_readers() {
  local epoch
  rm -rf "$work/keys"
  mkdir "$work/keys"
  "$@" imrec_part_reader "$work/data/my pets.manifest.json" "$work/keys" >"$work/log" 2>&1 ||
    fail "readers: $(cat "$work/log")"
  for part in 0 1 2; do
    grep -h "part $part of 3 " "$work/log" || fail "reader $part took no part: $(cat "$work/log")"
  done
  cut -f 1 "$work"/one/*.idx | sort >"$work/expected"
  for epoch in 0 1; do
    sed -n "s/^epoch $epoch key //p" "$work"/keys/* | sort | cmp - "$work/expected" ||
      fail "epoch $epoch: records are missing, or were seen twice"
  done
  echo "three readers saw each of $(wc -l <"$work/expected") records once per epoch"
}

# clear_output: another run starts over.
clear_output() { find "$work/data" -mindepth 1 ! -name '*.lst' -delete; }
