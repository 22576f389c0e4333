// Any bytes as a .rec file: scanning and random access agree on every record.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include <imrec/error.h>
#include <imrec/record_file.h>

#include "recordio/internal/record_salvage.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/record_mutator.h"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return imrec::fuzz::MutateInPlace(imrec::fuzz::MutateRecords, LLVMFuzzerMutate, data, size, most,
                                    seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const imrec::fuzz::MemoryFile memory(data, size);
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
  try {
    // What `imrec repair` saves can be read.
    const imrec::RecordFile file(memory.path());
    imrec::RecordSalvager salvager(file);
    std::vector<std::byte> payload;
    while (const auto record = salvager.Next()) file.ReadAt(record->offset, payload);
  } catch (const imrec::Error&) {
  }
  return 0;
}
