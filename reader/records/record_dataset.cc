#include "reader/records/record_dataset.h"

#include <algorithm>

namespace imrec {

const RecordShard& RecordDataset::Add(const std::filesystem::path& path,
                                      const RecordShardOptions& options) {
  files_.push_back(std::make_unique<RecordShard>(path, options));
  begins_.push_back(begins_.back() + files_.back()->size());
  return *files_.back();
}

std::uint64_t RecordDataset::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& file : files_) sum += file->bytes();
  return sum;
}

RecordDataset::Place RecordDataset::Find(std::uint64_t ordinal) const {
  const auto next = std::ranges::upper_bound(begins_, ordinal);
  const auto number = static_cast<std::size_t>(next - begins_.begin()) - 1;
  return {.file = *files_[number], .ordinal = ordinal - begins_[number]};
}

std::uint64_t RecordDataset::key(std::uint64_t ordinal) const {
  const Place place = Find(ordinal);
  return place.file.key(place.ordinal);
}

ErrorContext RecordDataset::Where(std::uint64_t ordinal) const {
  const Place place = Find(ordinal);
  return place.file.Where(place.ordinal);
}

void RecordDataset::Read(std::uint64_t ordinal, std::vector<std::byte>& payload) const {
  const Place place = Find(ordinal);
  place.file.Read(place.ordinal, payload);
}

void RecordDataset::ReadLabels(std::uint64_t ordinal, std::vector<std::byte>& scratch,
                               std::vector<float>& labels) const {
  const Place place = Find(ordinal);
  place.file.ReadLabels(place.ordinal, scratch, labels);
}

void RecordDataset::WillRead(std::uint64_t ordinal, std::uint64_t count) const {
  while (count > 0 && ordinal < size()) {
    const Place place = Find(ordinal);
    const std::uint64_t here = std::min(count, place.file.size() - place.ordinal);
    place.file.WillRead(place.ordinal, here);
    ordinal += here;
    count -= here;
  }
}

}  // namespace imrec
