// Any bytes as a .rec.zst file, with its seek table and frames: a scan and random access agree on
// every record, and what `imrec repair` would save can be read.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include <imrec/error.h>
#include <imrec/record_file.h>

#include "recordio/internal/record_salvage.h"
#include "tests/fuzz/compressed_mutator.h"
#include "tests/fuzz/scratch_folder.h"

namespace {

// The table may declare frames of any size. What they hold is bounded by the file, which is small,
// so a larger file than this has only zeros.
constexpr std::uint64_t kMostContents = std::uint64_t{4} << 20;

void Scan(const imrec::RecordFile& file) {
  imrec::RecordScanner scanner(file);
  std::vector<std::byte> payload;
  while (const auto record = scanner.Next()) {
    const std::uint64_t next = file.ReadAt(record->offset, payload);
    if (next != record->next_offset || !std::ranges::equal(payload, record->payload)) abort();
  }
}

void Salvage(const imrec::RecordFile& file) {
  imrec::RecordSalvager salvager(file);
  std::vector<std::byte> payload;
  while (const auto record = salvager.Next()) file.ReadAt(record->offset, payload);
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return imrec::fuzz::MutateInPlace(imrec::fuzz::MutateCompressed, LLVMFuzzerMutate, data, size,
                                    most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The name says that the file is compressed.
  imrec::fuzz::WriteScratchFile("a.rec.zst", {data, size});
  const std::filesystem::path path = imrec::fuzz::ScratchFolder() / "a.rec.zst";
  try {
    const imrec::RecordFile file(path);
    if (file.size() > kMostContents) return 0;
    Salvage(file);
    Scan(file);
  } catch (const imrec::Error&) {
  }
  return 0;
}
