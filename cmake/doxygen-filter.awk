#!/usr/bin/awk -f
# Makes comments after members and enumerators documentation, with the lines that continue them, which
# start in the same column.
{ column = index($0, "// ") }
/^ *\/\/ / && column == trailing { sub(/\/\/ /, "///< "); print; next }
/[^ ].*  \/\/ / && !/^[}#]/ && !/^ *\/\// && !/\/\/ NOLINT/ {
  at = index($0, "  // ")
  print substr($0, 1, at - 1) "  ///< " substr($0, at + 5)
  trailing = at + 2
  next
}
{ trailing = 0; print }
