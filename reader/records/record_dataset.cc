#include "reader/records/record_dataset.h"

#include <algorithm>
#include <utility>

#include "recordio/internal/parallel_for.h"

namespace imrec {
namespace {

// Opening a file takes several round trips to a server.
constexpr int kOpenedAtOnce = 32;

}  // namespace

void RecordDataset::AddFiles(std::span<const std::filesystem::path> paths,
                             const RecordShardOptions& options) {
  std::vector<std::unique_ptr<RecordShard>> opened(paths.size());
  ParallelFor(
      paths.size(), options.access.session ? kOpenedAtOnce : 1,
      [&](std::size_t i) { opened[i] = std::make_unique<RecordShard>(paths[i], options); },
      [](std::size_t) {}, options.access.remote.on_wait);
  for (std::unique_ptr<RecordShard>& file : opened) {
    begins_.push_back(begins_.back() + file->size());
    files_.push_back(std::move(file));
  }
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

// Calls `visit` with each file that has some of the records, the first of them and their number.
template <typename Visit>
void RecordDataset::VisitFiles(std::uint64_t ordinal, std::uint64_t count,
                               const Visit& visit) const {
  while (count > 0 && ordinal < size()) {
    const Place place = Find(ordinal);
    const std::uint64_t here = std::min(count, place.file.size() - place.ordinal);
    visit(place.file, place.ordinal, here);
    ordinal += here;
    count -= here;
  }
}

void RecordDataset::WillRead(std::uint64_t ordinal, std::uint64_t count) const {
  VisitFiles(ordinal, count, [](const RecordShard& file, std::uint64_t first, std::uint64_t here) {
    file.WillRead(first, here);
  });
}

void RecordDataset::WillReadLabels(std::uint64_t ordinal, std::uint64_t count) const {
  VisitFiles(ordinal, count, [](const RecordShard& file, std::uint64_t first, std::uint64_t here) {
    file.WillReadLabels(first, here);
  });
}

}  // namespace imrec
