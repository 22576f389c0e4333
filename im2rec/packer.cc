#include "im2rec/packer.h"

#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <thread>
#include <utility>

#include <imrec/error.h>
#include <imrec/read_file.h>
#include <imrec/record_writer.h>

#include "im2rec/image_transform.h"
#include "im2rec/ordered_window.h"

namespace imrec {
namespace {

// Results that may wait for the one before them, per worker: one slow image stops no one.
constexpr std::size_t kAheadPerWorker = 16;

// What a worker made of a list line: a record's payload, or the reason why there is none.
struct PackedLine {
  std::vector<std::byte> payload;
  std::string failure;
};

using Window = OrderedWindow<PackedLine>;

// One worker's tools.
class LinePacker {
 public:
  LinePacker(const std::filesystem::path& root, const PackOptions& options)
      : root_(root), labels_(options.labels), transform_(options.image) {}

  PackedLine Pack(const ListEntry& entry) noexcept {
    PackedLine line;
    try {
      ReadFile(root_ / entry.path, contents_);
      BuildImageRecord(entry.index, entry.labels, labels_, transform_.Apply(contents_),
                       line.payload);
    } catch (const Error& error) {
      line.failure = error.reason();
    } catch (const std::bad_alloc&) {
      line.failure = "there is not enough memory for this image";
    } catch (const std::exception& error) {
      line.failure = error.what();
    }
    return line;
  }

 private:
  const std::filesystem::path& root_;
  LabelPacking labels_;
  ImageTransform transform_;
  std::vector<std::byte> contents_;
};

void Work(const std::vector<ListEntry>& entries, LinePacker& packer, Window& window) {
  while (const auto job = window.Claim()) {
    PackedLine line = packer.Pack(entries[*job]);
    const std::size_t bytes = line.payload.size();
    window.Put(*job, std::move(line), bytes);
  }
}

// Ends the workers' waiting when the writer leaves, be it by an exception.
class StopOnExit {
 public:
  explicit StopOnExit(Window& window) : window_(window) {}
  StopOnExit(const StopOnExit&) = delete;
  StopOnExit& operator=(const StopOnExit&) = delete;
  ~StopOnExit() { window_.Stop(); }

 private:
  Window& window_;
};

// The calling thread's part: records go out, failures are told and kept.
class Packing {
 public:
  Packing(const std::filesystem::path& list, const PackOptions& options,
          const PackObserver& observer, PackResult& result)
      : list_(list),
        on_error_(options.on_error),
        observer_(observer),
        result_(result),
        writer_(result.record_path) {}

  void Skip(SkippedLine line) {
    if (on_error_ == OnPackError::kFail) {
      const std::string what = line.path.empty() ? line.reason : line.path + ": " + line.reason;
      throw Error(ErrorCode::kCorruptData, what, {.file = list_.string(), .line = line.line});
    }
    if (observer_.on_skip) observer_.on_skip(line);
    result_.skipped.push_back(std::move(line));
  }

  void Add(const ListEntry& entry, const PackedLine& line) {
    std::string failure = line.failure;
    if (failure.empty()) failure = Write(entry.index, line.payload);
    if (failure.empty()) return;
    Skip({.line = entry.line, .index = entry.index, .path = entry.path, .reason = failure});
  }

  void Finish() {
    result_.records = writer_.count();
    if (result_.records == 0) return;
    result_.bytes = writer_.size();
    writer_.Close();
  }

 private:
  // The reason why the record was not written, if it is one of this record alone.
  std::string Write(std::uint64_t index, const std::vector<std::byte>& payload) {
    try {
      writer_.Write(index, payload);
      return {};
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kLimitExceeded) throw;
      return error.reason();
    }
  }

  const std::filesystem::path& list_;
  OnPackError on_error_;
  const PackObserver& observer_;
  PackResult& result_;
  RecordWriter writer_;
};

void PackEntries(const std::vector<ListEntry>& entries, const std::filesystem::path& root,
                 const PackOptions& options, const PackObserver& observer, Packing& packing) {
  const std::size_t worker_count = std::min(WorkerCount(options.threads), entries.size());
  std::vector<LinePacker> packers;
  packers.reserve(worker_count);
  for (std::size_t i = 0; i < worker_count; ++i) packers.emplace_back(root, options);

  Window window(entries.size(), kAheadPerWorker * worker_count, options.window_bytes);
  std::vector<std::jthread> workers;
  workers.reserve(worker_count);
  const StopOnExit stop(window);  // destroyed before the workers are joined
  for (LinePacker& packer : packers) {
    workers.emplace_back([&entries, &packer, &window] { Work(entries, packer, window); });
  }
  std::size_t done = 0;
  while (const auto line = window.Take()) {
    packing.Add(entries[done++], *line);
    if (observer.on_progress) observer.on_progress(done, entries.size());
  }
}

}  // namespace

PackResult PackList(const std::filesystem::path& list, const std::filesystem::path& root,
                    const PackOptions& options, const PackObserver& observer) {
  CheckImageOptions(options.image);
  if (!std::filesystem::is_directory(root)) {
    throw Error(ErrorCode::kNotFound, "there is no such folder of images", {.file = root.string()});
  }
  PackPlan plan = MakePackPlan(list);
  PackResult result;
  result.record_path = std::filesystem::path(list).replace_extension(".rec");
  Packing packing(list, options, observer, result);
  for (SkippedLine& line : plan.skipped) packing.Skip(std::move(line));
  if (!plan.entries.empty()) PackEntries(plan.entries, root, options, observer, packing);
  packing.Finish();
  std::ranges::sort(result.skipped, {}, &SkippedLine::line);
  return result;
}

}  // namespace imrec
