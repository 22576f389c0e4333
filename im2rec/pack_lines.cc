#include "im2rec/pack_lines.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "im2rec/check_options.h"
#include "im2rec/ordered_window.h"

namespace imrec {
namespace {

// Results per worker that may wait for an earlier one, so that a slow image does not block others.
constexpr std::size_t kAheadPerWorker = 16;

using Window = OrderedWindow<PackedLine>;

void Work(std::span<const ListEntry> entries, LinePacker& packer, Window& window) {
  while (const auto job = window.Claim()) {
    PackedLine line = packer.Pack(entries[*job]);
    const std::size_t bytes = line.payload.size();
    window.Put(*job, std::move(line), bytes);
  }
}

// Wakes waiting workers when the writer returns or throws.
class StopOnExit {
 public:
  explicit StopOnExit(Window& window) : window_(window) {}
  StopOnExit(const StopOnExit&) = delete;
  StopOnExit& operator=(const StopOnExit&) = delete;
  ~StopOnExit() { window_.Stop(); }

 private:
  Window& window_;
};

}  // namespace

void PackLines(std::span<const ListEntry> entries, const std::filesystem::path& root,
               const PackOptions& options, LabelPacking labels, const SkipMemory& memory,
               const std::function<void(std::size_t, const PackedLine&)>& take) {
  if (entries.empty()) return;
  const std::size_t worker_count = std::min(WorkerCount(options.threads), entries.size());
  std::vector<LinePacker> packers;
  packers.reserve(worker_count);
  for (std::size_t i = 0; i < worker_count; ++i) {
    packers.emplace_back(root, options.image, labels, memory);
  }

  Window window(entries.size(), kAheadPerWorker * worker_count, options.window_bytes);
  std::vector<std::jthread> workers;
  workers.reserve(worker_count);
  const StopOnExit stop(window);  // destroyed before the workers are joined
  for (LinePacker& packer : packers) {
    workers.emplace_back([entries, &packer, &window] { Work(entries, packer, window); });
  }
  std::size_t done = 0;
  while (const auto line = window.Take()) take(done++, *line);
}

// The smallest position for which position * shard_count / count is not less than `shard`.
std::size_t FirstOfShard(std::uint64_t shard, std::size_t count, std::uint64_t shard_count) {
  return static_cast<std::size_t>((shard * count + shard_count - 1) / shard_count);
}

}  // namespace imrec
