// Any bytes as an .idx file: what can be read can be written, and reads back the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <imrec/record_index.h>

#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const imrec::fuzz::MemoryFile file(data, size);
  std::vector<imrec::IndexEntry> entries;
  try {
    entries = imrec::ReadIndexFile(file.path());
  } catch (const imrec::Error&) {
    return 0;
  }
  const std::string text = imrec::FormatIndex(entries);
  const imrec::fuzz::MemoryFile again(reinterpret_cast<const std::uint8_t*>(text.data()),
                                      text.size());
  if (imrec::ReadIndexFile(again.path()) != entries) abort();
  return 0;
}
