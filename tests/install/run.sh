#!/usr/bin/env bash
# Installs imrec and uses it as others do: by find_package, by pkg-config, from Debian packages.
# Usage: tests/install/run.sh BUILD_DIR [add_subdirectory] [shared]
#   add_subdirectory  also as a part of another project, which builds it once more, as libimrec.so
#   shared            also what a build with BUILD_SHARED_LIBS=ON installs, made once more
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
export CXX=${CXX:-g++}

say() { echo "--- $1"; }
fail() { echo "$1" >&2; exit 1; }
asked_for() { [[ " $modes " == *" $1 "* ]]; }
modes=$*
shared=
[ ! -e "$build/libimrec.so" ] || shared=yes

# A small data set, packed by the tools of this build.
make_data_set() {
  "$build/bin/make_shapes" "$work/shapes" --count 12 >/dev/null
  "$build/bin/voc2lst" "$work/shapes" -o "$work/shapes.lst" >/dev/null
  "$build/bin/im2rec" "$work/shapes.lst" "$work/shapes" --pass-through --pack-label 2>/dev/null
}
make_data_set
# All libraries deliver the same batches.
check() {
  local batches
  batches=$("$1" "$work/shapes.rec")
  echo "$batches"
  export IMREC_BATCHES=${IMREC_BATCHES:-$batches}
  [ "$batches" = "$IMREC_BATCHES" ] || fail "other batches than before, which were $IMREC_BATCHES"
}

say "cmake --install"
cmake --install "$build" --prefix "$prefix" >/dev/null
"$prefix/bin/imrec" --version
for file in man/man1/imrec.1 bash-completion/completions/im2rec zsh/site-functions/_voc2lst \
            fish/vendor_completions.d/imrec.fish; do
  test -s "$prefix/share/$file" || fail "share/$file is not installed"
done

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
LD_LIBRARY_PATH=$(dirname "$pc") check "$work/by_pkg_config"
"$work/moved/bin/im2rec" --version
if [ -n "$shared" ]; then
  library=$(find "$work/moved" -name 'libimrec.so.*.*.*')
  readelf -d "$library" | grep -E "SONAME.*libimrec\.so\.[0-9]+\.[0-9]+\]"
  # It offers what public headers declare, and nothing else.
  nm -DC --defined-only "$library" > "$work/symbols"
  grep -q ' T imrec::DetectionReader::DetectionReader(' "$work/symbols" ||
    fail "libimrec.so does not offer the reader"
  ! grep -E ' imrec::(OutputFile|ParallelFor|ReaderEngine|jpeg|framing)\b' "$work/symbols" ||
    fail "libimrec.so offers what is not public"
fi

say "each public header by itself"
include=$work/moved/include
find "$include/imrec" -name '*.h' -printf '%f\n' | sort > "$work/headers"
xargs -a "$work/headers" -P "$(nproc)" -I{} sh -c \
  'echo "#include <imrec/{}>" | "$CXX" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I "$0" -x c++ - ||
   { echo "imrec/{} does not compile by itself"; exit 255; }' "$include"
echo "$(wc -l < "$work/headers") headers"

say "Debian packages"
(cd "$work" && cpack -G DEB --config "$build/CPackConfig.cmake" >/dev/null)
packages=(imrec libimrec-dev)
[ -z "$shared" ] || packages+=("$(dpkg-deb --field "$work"/libimrec0*.deb Package)")
for package in "${packages[@]}"; do
  archive=$(echo "$work/${package}"_*.deb)
  dpkg-deb --field "$archive" Package Version Depends
  dpkg-deb --extract "$archive" "$work/unpacked"
  for file in copyright changelog.Debian.gz imrec.cdx.json; do
    test -s "$work/unpacked/usr/share/doc/$package/$file" || fail "$package lacks its $file"
  done
done
libraries=$(find "$work/unpacked/usr/lib" -name 'libimrec*' -printf '%h\n' | sort -u)
LD_LIBRARY_PATH=$libraries "$work/unpacked/usr/bin/imrec" info "$work/shapes.rec" | head -n 1
for file in bin/im2rec bin/voc2lst include/imrec/detection_reader.h share/man/man1/imrec.1.gz; do
  test -s "$work/unpacked/usr/$file" || fail "the packages lack $file"
done
! readelf -d "$work/unpacked/usr/bin/imrec" | grep -E "RPATH|RUNPATH" ||
  fail "a packaged tool names a folder of libraries"
if grep -q '^IMREC_HARDEN:BOOL=ON' "$build/CMakeCache.txt"; then
  "$root/cmake/package/check-hardening.sh" "$work"/unpacked/usr/bin/*
fi
# Without a packager's own address, that of the maintainer is none that Debian would take.
if command -v lintian >/dev/null; then
  lintian --allow-root --fail-on error "$work"/*.deb \
    --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog ||
    fail "lintian finds errors in the packages"
else
  echo "skipped: lintian is not installed, which checks the packages"
fi

say "add_subdirectory without a build type"
cmake -S "$root/tests/install/add_subdirectory" -B "$work/untyped" -G Ninja \
  -DIMREC_SOURCE_DIR="$root" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON 2>&1 | grep "built with -O3"
# imrec is optimised, the project around it is as it was.
count() { grep '"command"' "$work/untyped/compile_commands.json" | grep -c "$@" || true; }
[ "$(count -e ' -O3 .*/reader/')" -gt 10 ] || fail "imrec is not optimised"
[ "$(count -e '-O3 .*consumer.cc')" -eq 0 ] || fail "-O3 leaks into the parent"

if asked_for add_subdirectory; then
  say "add_subdirectory"
  cmake -S "$root/tests/install/add_subdirectory" -B "$work/part" -G Ninja \
    -DIMREC_SOURCE_DIR="$root" -DCMAKE_BUILD_TYPE=Debug -DBUILD_SHARED_LIBS=ON \
    -DIMREC_UNITY=ON >/dev/null
  cmake --build "$work/part" --target consumer >/dev/null
  check "$work/part/consumer"
fi
if asked_for shared; then
  say "BUILD_SHARED_LIBS"
  cmake -S "$root" -B "$work/shared" -G Ninja -DBUILD_SHARED_LIBS=ON -DCMAKE_BUILD_TYPE=Debug \
    -DIMREC_UNITY=ON >/dev/null
  cmake --build "$work/shared" >/dev/null
  "$0" "$work/shared"
fi
echo "installed and used"
