#include "im2rec/pack/pack_lines.h"

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>
#include <vector>

#include "im2rec/check_options.h"
#include "im2rec/pack/ordered_window.h"

namespace imrec {
namespace {

// Results per worker that may wait for an earlier one, so that a slow image does not block others.
constexpr std::size_t kAheadPerWorker = 16;

// A packed line, or why the list could not be read.
struct Outcome {
  PackedLine line;
  std::exception_ptr fault = nullptr;
};

using Window = OrderedWindow<Outcome>;

Outcome Pack(std::size_t position, ListLineReader& reader, LinePacker& packer) noexcept {
  try {
    return {.line = packer.Pack(reader.Read(position))};
  } catch (...) {
    return {.line = {}, .fault = std::current_exception()};
  }
}

void Work(const ListLines& lines, LinePacker& packer, Window& window) {
  ListLineReader reader(lines);
  while (const auto job = window.Claim()) {
    Outcome outcome = Pack(*job, reader, packer);
    const std::size_t bytes = outcome.line.payload.size();
    window.Put(*job, std::move(outcome), bytes);
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

void PackLines(const ListLines& lines, const std::filesystem::path& root,
               const PackOptions& options, LabelPacking labels, const SkipMemory& memory,
               const std::function<void(std::size_t, const PackedLine&)>& take) {
  if (lines.empty()) return;
  const std::size_t worker_count = std::min(WorkerCount(options.threads), lines.size());
  std::vector<LinePacker> packers;
  packers.reserve(worker_count);
  for (std::size_t i = 0; i < worker_count; ++i) {
    packers.emplace_back(root, options.image, labels, memory);
  }

  Window window(lines.size(), kAheadPerWorker * worker_count, options.window_bytes);
  std::vector<std::jthread> workers;
  workers.reserve(worker_count);
  const StopOnExit stop(window);  // destroyed before the workers are joined
  for (LinePacker& packer : packers) {
    workers.emplace_back([&lines, &packer, &window] { Work(lines, packer, window); });
  }
  std::size_t done = 0;
  while (const auto outcome = window.Take()) {
    if (outcome->fault) std::rethrow_exception(outcome->fault);
    take(done++, outcome->line);
  }
}

// The smallest position for which position * shard_count / count is not less than `shard`.
std::size_t FirstOfShard(std::uint64_t shard, std::size_t count, std::uint64_t shard_count) {
  return static_cast<std::size_t>((shard * count + shard_count - 1) / shard_count);
}

}  // namespace imrec
