#!/usr/bin/env bash
# Checks that programs and libraries have the protections of IMREC_HARDEN. Usage:
# cmake/package/check-hardening.sh FILE...
set -euo pipefail
problems=0

# require FILE WHAT COMMAND...: reports WHAT as missing if the command fails.
require() {
  local file=$1 what=$2
  shift 2
  "$@" || { echo "$file: $what" >&2; problems=$((problems + 1)); }
}
has() { grep -qE -- "$1" <<<"$2"; }

for file in "$@"; do
  header=$(readelf -Wh "$file")
  segments=$(readelf -Wl "$file")
  dynamic=$(readelf -Wd "$file")
  symbols=$(readelf -W --dyn-syms "$file")
  require "$file" "is not position independent" has 'Type: +DYN' "$header"
  require "$file" "has no RELRO segment" has 'GNU_RELRO' "$segments"
  require "$file" "does not bind all symbols at its start" has 'BIND_NOW|Flags:.* NOW' "$dynamic"
  require "$file" "has no stack protector" has '__stack_chk_fail' "$symbols"
  require "$file" "has no checked functions of the C library" has '_chk(@| |$)' "$symbols"
  require "$file" "has an executable stack" has 'GNU_STACK.* RW ' "$segments"
  if has 'Machine: +Advanced Micro Devices X86-64' "$header"; then
    # Two are in the start-up code of the C library.
    require "$file" "has no marks of indirect jumps" \
      test "$(objdump -d --no-show-raw-insn "$file" | grep -c endbr64)" -gt 2
  fi
done
[ "$problems" -eq 0 ] && echo "$# files are hardened"
