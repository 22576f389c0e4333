# For 64-bit ARM, on a Debian of another architecture: its package g++-aarch64-linux-gnu, and the
# libraries' -dev packages of the architecture arm64 beside those of this machine (`dpkg
# --add-architecture arm64`). Programs that the build runs, protoc among them, are this machine's.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
# A library that is there for this machine only is not found, instead of being mixed in.
set(CMAKE_IGNORE_PATH /usr/include/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu)
# The libraries are where they are on an ARM machine, so emulated programs find them.
find_program(IMREC_QEMU NAMES qemu-aarch64-static qemu-aarch64)
if(IMREC_QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${IMREC_QEMU})
endif()
