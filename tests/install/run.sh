#!/usr/bin/env bash
# Installs imrec and uses it as others do: by find_package, by pkg-config, from a Debian package
# and, where asked for, by add_subdirectory, which builds it once more.
# Usage: tests/install/run.sh BUILD_DIR [add_subdirectory]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
export CXX=${CXX:-g++}

say() { echo "--- $1"; }

# A small data set, packed by the tools of this build.
make_data_set() {
  "$build/bin/make_shapes" "$work/shapes" --count 12 >/dev/null
  "$build/bin/voc2lst" "$work/shapes" -o "$work/shapes.lst" >/dev/null
  "$build/bin/im2rec" "$work/shapes.lst" "$work/shapes" --pass-through --pack-label 2>/dev/null
}
make_data_set
check() { "$1" "$work/shapes.rec"; }

say "cmake --install"
cmake --install "$build" --prefix "$prefix" >/dev/null
"$prefix/bin/imrec" --version

say "find_package"
cmake -S "$root/tests/install/find_package" -B "$work/found" -DCMAKE_PREFIX_PATH="$prefix" >/dev/null
cmake --build "$work/found" >/dev/null
check "$work/found/consumer"

say "pkg-config, after the installation was moved"
mv "$prefix" "$work/moved"
pc=$(dirname "$(find "$work/moved" -name imrec.pc)")
flags=$(PKG_CONFIG_PATH=$pc pkg-config --cflags imrec)
libs=$(PKG_CONFIG_PATH=$pc pkg-config --libs imrec)
# shellcheck disable=SC2086  # flags are words
"$CXX" -std=c++20 "$root/tests/install/consumer.cc" $flags $libs -o "$work/by_pkg_config"
check "$work/by_pkg_config"

say "each public header by itself"
include=$work/moved/include
find "$include/imrec" -name '*.h' -printf '%f\n' | sort > "$work/headers"
xargs -a "$work/headers" -P "$(nproc)" -I{} sh -c \
  'echo "#include <imrec/{}>" | "$CXX" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I "$0" -x c++ - ||
   { echo "imrec/{} does not compile by itself"; exit 255; }' "$include"
echo "$(wc -l < "$work/headers") headers"

say "Debian package"
(cd "$work" && cpack -G DEB --config "$build/CPackConfig.cmake" >/dev/null)
package=$(echo "$work"/imrec_*.deb)
dpkg-deb --field "$package" Package Version Depends
dpkg-deb --extract "$package" "$work/unpacked"
"$work/unpacked/usr/bin/imrec" info "$work/shapes.rec" | head -n 1
for file in bin/im2rec bin/voc2lst include/imrec/detection_reader.h share/doc/imrec/LICENSE; do
  test -s "$work/unpacked/usr/$file" || { echo "the package lacks $file"; exit 1; }
done

say "add_subdirectory without a build type"
cmake -S "$root/tests/install/add_subdirectory" -B "$work/untyped" -G Ninja \
  -DIMREC_SOURCE_DIR="$root" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON 2>&1 | grep "built with -O3"
# imrec is optimised, the project around it is as it was.
count() { grep '"command"' "$work/untyped/compile_commands.json" | grep -c "$@" || true; }
[ "$(count -e ' -O3 .*/reader/')" -gt 10 ] || { echo "imrec is not optimised"; exit 1; }
[ "$(count -e '-O3 .*consumer.cc')" -eq 0 ] || { echo "-O3 leaks into the parent"; exit 1; }

if [ "${2:-}" = add_subdirectory ]; then
  say "add_subdirectory"
  cmake -S "$root/tests/install/add_subdirectory" -B "$work/part" -G Ninja \
    -DIMREC_SOURCE_DIR="$root" -DCMAKE_BUILD_TYPE=Debug >/dev/null
  cmake --build "$work/part" --target consumer >/dev/null
  check "$work/part/consumer"
fi
echo "installed and used"
