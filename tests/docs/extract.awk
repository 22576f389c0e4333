# Writes the C++ blocks of Markdown files as programs: OUT/NAME_N.cc for block N of NAME.md. A block
# without main() becomes its body; the blocks' includes, and what prelude.h declares, come first.
# Usage: awk -v out=OUT -f extract.awk FILE.md...
FNR == 1 {
  name = FILENAME
  sub(/.*\//, "", name)
  sub(/\.md$/, "", name)
  count = 0
  inside = 0
}
/^```cpp$/ {
  inside = 1
  start = FNR
  includes = body = ""
  whole = 0
  next
}
/^```$/ && inside {
  inside = 0
  file = out "/" name "_" ++count ".cc"
  where = "#line " start + 1 " \"" FILENAME "\"\n"
  printf "#include \"tests/docs/prelude.h\"\n%s", includes > file
  if (whole) {
    printf "%s%s", where, body > file
  } else {
    printf "int main() {\n%s%s}\n", where, body > file
  }
  close(file)
  next
}
inside {
  if ($0 ~ /^#include/) {
    includes = includes $0 "\n"
    body = body "\n"
  } else {
    body = body $0 "\n"
  }
  if ($0 ~ /^int main\(/) whole = 1
}
