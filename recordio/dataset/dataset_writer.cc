#include <imrec/dataset_writer.h>

#include <algorithm>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/error.h>

#include "recordio/dataset/commit_files.h"
#include "recordio/dataset/dataset_paths.h"
#include "recordio/dataset/dataset_run.h"
#include "recordio/dataset/existing_set.h"
#include "recordio/dataset/set_commit.h"
#include "recordio/dataset/shard_writer.h"
#include "recordio/internal/compressed_file.h"
#include "recordio/internal/framing.h"
#include "recordio/internal/imrec_version.h"
#include "recordio/internal/label_layout_detector.h"
#include "recordio/internal/limits.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/path_status.h"
#include "recordio/internal/utf8.h"

namespace imrec {
namespace {

void CheckOptions(const DatasetOptions& options) {
  const auto fail = [](const std::string& reason) {
    throw Error(ErrorCode::kInvalidArgument, reason);
  };
  if (options.shard_count < 1 || options.shard_count > kMostShards) {
    fail("the number of shards must be 1.." + std::to_string(kMostShards) + ", not " +
         std::to_string(options.shard_count));
  }
  if (options.shard_bytes > 0 && options.shard_count > 1) {
    fail("either the number of shards or their size can be given, not both");
  }
  if (options.compression_level) CheckCompressionLevel(*options.compression_level);
  const bool has_numbers = options.shard_count > 1 || options.shard_bytes > 0;
  if (has_numbers && !IsUtf8(options.prefix.filename().native())) {
    fail("the name '" + options.prefix.filename().string() +
         "' is not UTF-8, so the manifest cannot name its shards");
  }
  static_cast<void>(FormatClassNames(options.class_names));  // throws if they are invalid
  if (!options.prefix.has_filename()) {
    fail("'" + options.prefix.string() + "' has no file name for the data set");
  }
}

DatasetOptions CheckAndMakeFolder(DatasetOptions options) {
  CheckOptions(options);
  MakeFolderFor(options.prefix);
  return options;
}

}  // namespace

struct DatasetWriter::State {
  explicit State(DatasetOptions given)
      : options(CheckAndMakeFolder(std::move(given))),
        run(options.prefix, options.keep_unfinished) {
    messages = run.messages();
    manifest = {.tool = options.tool,
                .tool_version = ImrecVersion(),
                .options = options.options,
                .class_names = options.class_names};
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    const bool worth_keeping = WorthKeeping();
    current.reset();
    run.End(worth_keeping);
  }

  // The options that must be equal in a run and in one that resumes it.
  std::map<std::string, std::string> Identity() const {
    std::map<std::string, std::string> identity = options.options;
    identity["tool"] = options.tool + " " + ImrecVersion();
    identity["num-shards"] = std::to_string(options.shard_count);
    identity["shard-size"] = std::to_string(options.shard_bytes);
    identity["compress"] =
        options.compression_level ? "zstd:" + std::to_string(*options.compression_level) : "none";
    return identity;
  }
  std::uint64_t count() const { return finished_records + (current ? current->count() : 0); }
  bool WorthKeeping() const { return resuming || count() > 0; }

  void Start();
  void StartShard();
  void FinishShard();
  void Recover(const std::function<bool(std::uint64_t)>& accept);
  CommitPlan Prepare();

  DatasetOptions options;
  DatasetRun run;
  bool complete = false;
  bool resuming = false;
  bool ended = false;        // EndShard() was called
  std::uint64_t number = 0;  // of the shard that is being written
  std::optional<ShardWriter> current;
  std::uint64_t finished_records = 0;
  std::vector<FinishedShard> finished;
  LabelLayoutDetector labels;
  std::map<std::string, std::string> companions;  // by extension
  Manifest manifest;                              // contains the finished shards
  std::vector<std::string> messages;
  std::optional<ReplacedSet> replaced;
};

void DatasetWriter::State::Start() {
  if (options.resume && run.interrupted()) {
    run.Continue(Identity());
    resuming = true;
    return;
  }
  if (options.resume) {
    if (std::optional<Manifest> there = FindCompleteSet(options, manifest)) {
      run.Skip();
      manifest = *std::move(there);
      complete = true;
      return;
    }
  }
  run.Begin(Identity());
  StartShard();
}

void DatasetWriter::State::StartShard() {
  const std::filesystem::path path = WorkingPath(options, number);
  run.journal().AddShard(path.filename().string());
  current.emplace(path);
  if (run.keeps()) current->KeepPartial();
}

void DatasetWriter::State::FinishShard() {
  if (!current) {
    throw Error(ErrorCode::kInvalidArgument, "the data set is closed or could not be written",
                {.file = options.prefix.string()});
  }
  run.journal().Sync();  // a power failure must not leave records without their notes
  finished.push_back(current->Finish());
  const FinishedShard& shard = finished.back();
  current.reset();
  finished_records += shard.count;
  manifest.shards.push_back({.file = {},
                             .records = shard.count,
                             .bytes = shard.records.size,
                             .digest = shard.records.digest});
}

void DatasetWriter::State::Recover(const std::function<bool(std::uint64_t)>& accept) {
  const std::vector<std::string>& begun = run.journal().contents().shards;
  std::optional<std::uint64_t> refused;  // key
  const auto add = [&](std::uint64_t key, std::span<const std::byte> payload) {
    if (!accept(key)) {
      refused = key;
      return false;
    }
    labels.AddPayload(payload);
    return true;
  };
  const auto is_there = [&](const std::filesystem::path& path) {
    return std::ranges::find(begun, path.filename().string()) != begun.end() &&
           IsThere(OutputFile::PartialPathFor(path));
  };
  bool whole = true;
  std::uint64_t next = 0;
  const std::uint64_t limit = options.shard_bytes > 0 ? kMostShards : options.shard_count;
  for (; whole && next < limit && is_there(WorkingPath(options, next)); ++next) {
    if (current) FinishShard();
    number = next;
    current.emplace(WorkingPath(options, next), add, whole);
  }
  // Within a shard, the caller just writes the dropped records again. At the start of a shard, the
  // end of the previous shard is then unknown.
  if (refused && number > 0 && current->count() == 0) {
    throw Error(ErrorCode::kCorruptData,
                "cannot resume: records are missing before record " + std::to_string(*refused) +
                    "; without resuming, the run starts over",
                {.file = WorkingPath(options, number).string()});
  }
  for (std::uint64_t i = next; i < limit && i < begun.size(); ++i) {
    DiscardShard(WorkingPath(options, i));
  }
  if (!current) StartShard();
}

// Writes all remaining files under their partial names. Returns how to give them their final names.
CommitPlan DatasetWriter::State::Prepare() {
  CommitPlan plan;
  for (std::uint64_t i = 0; i < finished.size(); ++i) {
    const std::filesystem::path path = ShardPath(options.prefix, i, finished.size());
    manifest.shards[i].file = path.filename().string();
    PrepareShard(options, i, path, finished[i], plan);
  }
  manifest.labels = labels.Layout();
  for (const auto& [extension, contents] : companions) {
    const std::filesystem::path path = std::filesystem::path(options.prefix) += extension;
    if (contents.empty()) {
      plan.obsolete.push_back(path.filename().string());
    } else {
      run.journal().AddFile(path.filename().string());
      PrepareText(path, contents, plan);
    }
  }
  run.journal().AddFile(ManifestPath(options).filename().string());
  PrepareText(ManifestPath(options), FormatManifest(manifest), plan);
  return plan;
}

DatasetWriter::DatasetWriter(DatasetOptions options)
    : state_(std::make_unique<State>(std::move(options))) {
  state_->Start();
}
DatasetWriter::DatasetWriter(DatasetWriter&&) noexcept = default;
DatasetWriter& DatasetWriter::operator=(DatasetWriter&&) noexcept = default;
DatasetWriter::~DatasetWriter() = default;

bool DatasetWriter::complete() const { return state_->complete; }
bool DatasetWriter::resuming() const { return state_->resuming; }
const std::vector<std::string>& DatasetWriter::notes() const {
  return state_->run.journal().contents().notes;
}
const std::vector<std::string>& DatasetWriter::messages() const { return state_->messages; }
const std::optional<ReplacedSet>& DatasetWriter::replaced() const { return state_->replaced; }
bool DatasetWriter::is_kept() const { return state_->run.keeps() && state_->WorthKeeping(); }

void DatasetWriter::Recover(const std::function<bool(std::uint64_t key)>& accept) {
  state_->Recover(accept);
}

void DatasetWriter::Write(std::uint64_t key, std::span<const std::byte> payload) {
  State& state = *state_;
  if (state.options.shard_bytes > 0 && state.current->count() > 0 &&
      state.current->size() + framing::FramedSize(payload) > state.options.shard_bytes) {
    NextShard();
  }
  state.current->Write(key, payload);
  state.labels.AddPayload(payload);
}

std::uint64_t DatasetWriter::shard() const { return state_->number; }

void DatasetWriter::NextShard() {
  State& state = *state_;
  if (state.number + 1 == kMostShards) {
    throw Error(ErrorCode::kInvalidArgument,
                "more than " + std::to_string(kMostShards) + " shards; make them larger",
                {.file = state.options.prefix.string()});
  }
  state.FinishShard();
  ++state.number;
  state.StartShard();
}

void DatasetWriter::EndShard() {
  state_->FinishShard();
  state_->ended = true;
}

void DatasetWriter::Note(const std::string& text) { state_->run.journal().AddNote(text); }

void DatasetWriter::CountSkipped() { ++state_->manifest.skipped; }

void DatasetWriter::AddCompanion(const std::string& extension, std::string contents) {
  state_->companions[extension] = std::move(contents);
}

std::uint64_t DatasetWriter::count() const {
  return state_->complete ? state_->manifest.records() : state_->count();
}

void DatasetWriter::Discard() { state_->run.DoNotKeep(); }

Manifest DatasetWriter::Close() {
  State& state = *state_;
  if (state.complete) return state.manifest;
  if (!std::exchange(state.ended, false)) state.FinishShard();
  while (state.options.shard_bytes == 0 && state.number + 1 < state.options.shard_count) {
    ++state.number;
    state.StartShard();
    state.FinishShard();
  }
  const CommitPlan plan = state.Prepare();
  const std::string remaining = RemainingOldFilesMessage(state.options, state.manifest);
  const std::optional<ReplacedSet> replaced = FindReplacedSet(state.options, state.finished.size());
  state.run.Commit(plan);
  state.replaced = replaced;
  if (!remaining.empty()) state.messages.push_back(remaining);
  return state.manifest;
}

}  // namespace imrec
