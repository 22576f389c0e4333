#!/usr/bin/env bash
# Installs what imrec needs to build, on Debian and Ubuntu; elsewhere it says what is needed.
# Usage: cmake/install-dependencies.sh [tests] [python] [engines] [checks] [browser] [roots]
#                                      [servers] [cluster] [analysis]
#   tests   also what the tests need
#   python  also what the tests of the Python package need
#   engines also what tests/python/engines.sh needs
#   checks  also what .ci/run needs: a second compiler with its fuzzer, its linker and its reports of
#           coverage, the formatter, clang-tidy, Google Benchmark, Doxygen and the checker of Debian packages
#   browser also what tests/web needs
#   roots   also what .ci/debian-root needs
#   servers also what tests/remote/servers needs; a machine with systemd starts nginx and others
#   cluster also what tests/cluster needs; likewise
#   analysis also what tests/analysis.sh needs
set -euo pipefail

packages=(g++ cmake ninja-build libjpeg62-turbo-dev libpng-dev libhwy-dev libtinyxml2-dev libcli11-dev
          libyaml-cpp-dev nlohmann-json3-dev libxxhash-dev libzstd-dev libprotobuf-dev protobuf-compiler
          libcurl4-openssl-dev libssl-dev libtiff-dev libwebp-dev
          libfreetype-dev libharfbuzz-dev libfribidi-dev libfontconfig-dev
          python3-dev python3-venv)
for group in "$@"; do
  case $group in
    tests)
      packages+=(libgtest-dev libgmock-dev zstd pkg-config dpkg-dev file groff-base
                 fonts-dejavu-core fonts-droid-fallback fonts-lohit-deva fonts-noto-color-emoji)
      ;;
    python) packages+=(python3-torch python3-torchvision) ;;
    engines) packages+=(default-jre-headless openmpi-bin) ;;
    checks) packages+=(clang clang-format clang-tidy lld llvm libclang-rt-dev libbenchmark-dev doxygen
                      lintian ccache) ;;
    browser)
      packages+=(chromium)
      # Node.js may have come from elsewhere, and npm with it.
      command -v node >/dev/null || packages+=(nodejs)
      command -v npm >/dev/null || packages+=(npm)
      ;;
    roots) packages+=(debootstrap debian-archive-keyring git) ;;
    servers)
      packages+=(nginx-light openssl curl procps swift-proxy swift-account swift-container swift-object
                 memcached python3-boto3)
      ;;
    analysis) packages+=(cppcheck) ;;
    cluster) packages+=(slurmctld slurmd slurm-client munge openmpi-bin mpich) ;;
    *) echo "unknown group '$group', there are: tests, python, engines, checks, browser, roots, servers, cluster, analysis" >&2; exit 2 ;;
  esac
done

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "This is not Debian or Ubuntu; install these (Debian's package names): ${packages[*]}" >&2
  exit 0
fi
# Ubuntu's package of libjpeg-turbo has another name.
if ! apt-cache show libjpeg62-turbo-dev >/dev/null 2>&1 &&
   apt-cache show libjpeg-turbo8-dev >/dev/null 2>&1; then
  packages=("${packages[@]/libjpeg62-turbo-dev/libjpeg-turbo8-dev}")
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
    missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "Installing ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "Not allowed to install. Please run: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo -n env DEBIAN_FRONTEND=noninteractive)
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
