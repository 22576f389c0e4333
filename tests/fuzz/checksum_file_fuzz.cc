// Any bytes as a checksum file: what can be read can be written, and reads back the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <imrec/error.h>

#include "recordio/internal/checksum_file.h"
#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const imrec::fuzz::MemoryFile file(data, size);
  std::vector<imrec::RecordChecksum> checksums;
  try {
    checksums = imrec::ReadChecksumFile(file.path());
  } catch (const imrec::Error&) {
    return 0;
  }
  for (const imrec::RecordChecksum& checksum : checksums) {
    std::string line;
    imrec::AppendChecksumLine(checksum, line);
    line.pop_back();
    if (imrec::ParseChecksumLine(line) != checksum) abort();
  }
  return 0;
}
