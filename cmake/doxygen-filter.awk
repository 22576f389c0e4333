#!/usr/bin/awk -f
# Makes comments after members and enumerators documentation, with the lines that continue them.
/^ *\/\/ / && trailing { sub(/\/\/ /, "///< "); print; next }
/[^ ].*  \/\/ / && !/^[}#]/ && !/^ *\/\// {
  at = index($0, "  // ")
  print substr($0, 1, at - 1) "  ///< " substr($0, at + 5)
  trailing = 1
  next
}
{ trailing = 0; print }
