#include "tests/fuzz/scratch_folder.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace imrec::fuzz {

const std::filesystem::path& ScratchFolder() {
  static const std::filesystem::path folder = [] {
    const std::filesystem::path memory = "/dev/shm";
    const std::filesystem::path above =
        std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    std::string name = (above / "imrec-fuzz-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) abort();
    std::atexit([] { std::filesystem::remove_all(ScratchFolder()); });
    return std::filesystem::path(name);
  }();
  return folder;
}

void WriteScratchFile(const std::string& name, std::span<const std::uint8_t> bytes) {
  std::ofstream(ScratchFolder() / name, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

}  // namespace imrec::fuzz
