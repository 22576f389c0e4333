#include "reader/records/sources_digest.h"

#include <span>
#include <vector>

#include "recordio/internal/checksum_file.h"

namespace imrec {

std::uint64_t SourcesDigest(const SampleMix& mix, const RecordDataset& records) {
  std::vector<std::uint64_t> numbers = mix.Identity();
  for (const auto& file : records.files()) {
    if (file->size() == 0) continue;
    numbers.insert(numbers.end(),
                   {file->size(), file->bytes(), file->key(0), file->key(file->size() - 1)});
  }
  // All programs that read JSON keep numbers of 53 bits.
  return PayloadDigest(std::as_bytes(std::span(numbers))) >> 11U;
}

}  // namespace imrec
