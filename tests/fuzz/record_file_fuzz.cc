// Any bytes as a .rec file: scanning and random access agree on every record.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <imrec/record_file.h>

namespace {

// A file in memory.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* data, std::size_t size) : descriptor_(memfd_create("fuzz", 0)) {
    if (descriptor_ < 0 || write(descriptor_, data, size) != static_cast<ssize_t>(size)) abort();
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { close(descriptor_); }

  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile memory(data, size);
  try {
    const imrec::RecordFile file(memory.path());
    imrec::RecordScanner scanner(file);
    std::vector<std::byte> payload;
    while (const auto record = scanner.Next()) {
      const std::uint64_t next = file.ReadAt(record->offset, payload);
      if (next != record->next_offset || !std::ranges::equal(payload, record->payload)) abort();
    }
  } catch (const imrec::Error&) {
  }
  return 0;
}
