#include "tests/fuzz/scratch_folder.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <system_error>

namespace imrec::fuzz {
namespace {

// A new folder that is removed on destruction.
class NewFolder {
 public:
  NewFolder() {
    const std::filesystem::path memory = "/dev/shm";
    const std::filesystem::path above =
        std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    std::string name = (above / "imrec-fuzz-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) abort();
    path_ = name;
  }
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  ~NewFolder() {
    std::error_code failure;
    std::filesystem::remove_all(path_, failure);
  }

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

const std::filesystem::path& ScratchFolder() {
  static const NewFolder folder;
  return folder.path();
}

void WriteScratchFile(const std::string& name, std::span<const std::uint8_t> bytes) {
  std::ofstream(ScratchFolder() / name, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

}  // namespace imrec::fuzz
