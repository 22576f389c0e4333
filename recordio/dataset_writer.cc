#include <imrec/dataset_writer.h>

#include <algorithm>
#include <utility>

#include <imrec/checksum_file.h>
#include <imrec/compressed_file.h>
#include <imrec/error.h>
#include <imrec/record_index.h>

#include <imrec/label_survey.h>
#include "recordio/dataset_paths.h"
#include "recordio/framing.h"
#include "recordio/pack_journal.h"
#include "recordio/shard_writer.h"

namespace imrec {
namespace {

constexpr std::uint64_t kMaxShards = 100'000;  // five digits in their names

void CheckOptions(const DatasetOptions& options) {
  const auto fail = [](const std::string& reason) {
    throw Error(ErrorCode::kInvalidArgument, reason);
  };
  if (options.shard_count < 1 || options.shard_count > kMaxShards) {
    fail("there are 1.." + std::to_string(kMaxShards) + " shards, not " +
         std::to_string(options.shard_count));
  }
  if (options.shard_bytes > 0 && options.shard_count > 1) {
    fail("shards go by number or by size, not both");
  }
  if (options.compression_level) CheckCompressionLevel(*options.compression_level);
}

}  // namespace

struct DatasetWriter::State {
  explicit State(DatasetOptions given)
      : options((CheckOptions(given), std::move(given))), journal(options.prefix) {
    manifest = {.tool = options.tool,
                .tool_version = IMREC_VERSION,
                .options = options.options,
                .class_names = options.class_names};
  }

  ~State() {
    if (closed) return;
    current.reset();
    for (std::uint64_t i = 0; i < manifest.shards.size(); ++i)
      DiscardShard(WorkingPath(options, i));
    for (const std::filesystem::path& path : left) DiscardPartial(path);
  }

  std::filesystem::path Folder() const { return options.prefix.parent_path(); }
  // What must be the same in a run and in one that resumes it.
  std::map<std::string, std::string> Identity() const {
    std::map<std::string, std::string> identity = options.options;
    identity["tool"] = options.tool + " " IMREC_VERSION;
    identity["num-shards"] = std::to_string(options.shard_count);
    identity["shard-size"] = std::to_string(options.shard_bytes);
    identity["compress"] =
        options.compression_level ? "zstd:" + std::to_string(*options.compression_level) : "none";
    return identity;
  }

  void Start();
  bool IsThere();
  void StartShard() {
    if (number == kMaxShards) {
      throw Error(ErrorCode::kLimitExceeded,
                  "more than " + std::to_string(kMaxShards) + " shards; make them larger",
                  {.file = options.prefix.string()});
    }
    const std::filesystem::path path = WorkingPath(options, number);
    journal.AddShard(path.filename().string());
    current.emplace(path);
  }
  void FinishShard();
  void Recover(const std::function<bool(std::uint64_t)>& accept);
  std::filesystem::path Compress(std::uint64_t shard);
  CommitPlan Prepare();
  // From now on the data set is whole: if it cannot get all its names, the next run goes on.
  void Complete(const CommitPlan& plan) {
    const bool was_closed = std::exchange(closed, true);
    try {
      CarryOut(plan, Folder());
    } catch (...) {
      journal.Leave();
      throw;
    }
    closed = was_closed;
  }

  DatasetOptions options;
  PackJournal journal;
  bool complete = false;
  bool resuming = false;
  bool closed = false;
  std::uint64_t number = 0;  // of the shard that is being written
  std::optional<ShardWriter> current;
  std::uint64_t finished_records = 0;
  LabelSurvey labels;
  std::map<std::string, std::string> companions;  // by extension
  Manifest manifest;                              // the shards that are finished
  std::vector<std::filesystem::path> left;        // other files left under their partial names
};

void DatasetWriter::State::Start() {
  const JournalContents& found = journal.found();
  if (found.committing) Complete(found.commit);
  const bool interrupted = found.begun && !found.committing;
  if (options.resume && interrupted) {
    try {
      CheckSameRun(found.options, Identity(), options.prefix);
    } catch (...) {
      journal.Leave();
      closed = true;
      throw;
    }
    resuming = true;
    return journal.Continue();
  }
  if (options.resume && IsThere()) {
    complete = closed = true;
    return;
  }
  if (interrupted) {
    for (const std::string& name : found.shards) DiscardShard(Folder() / name);
  }
  journal.Begin(Identity());
  StartShard();
}

// True if the data set is there as this run would make it.
bool DatasetWriter::State::IsThere() {
  if (!std::filesystem::exists(ManifestPath(options))) return false;
  Manifest there = ReadManifest(ManifestPath(options));
  if (there.options != manifest.options || there.tool != manifest.tool ||
      there.tool_version != manifest.tool_version ||
      (options.shard_bytes == 0 && there.shards.size() != options.shard_count)) {
    return false;
  }
  for (const ManifestShard& shard : there.shards) {
    const std::filesystem::path path = Folder() / shard.file;
    const bool whole =
        options.compression_level
            ? std::filesystem::exists(CompressedPathFor(path))
            : std::filesystem::exists(path) && std::filesystem::file_size(path) == shard.bytes;
    if (!whole || !std::filesystem::exists(IndexPathFor(path))) return false;
  }
  manifest = std::move(there);
  return true;
}

void DatasetWriter::State::FinishShard() {
  manifest.shards.push_back({.file = {},
                             .records = current->count(),
                             .bytes = current->size(),
                             .digest = current->Digest()});
  finished_records += current->count();
  current->Finish();
  current.reset();
}

void DatasetWriter::State::Recover(const std::function<bool(std::uint64_t)>& accept) {
  const std::vector<std::string>& begun = journal.found().shards;
  const auto add = [&](std::uint64_t key, std::span<const std::byte> payload) {
    if (!accept(key)) return false;
    labels.AddPayload(payload);
    return true;
  };
  const auto is_there = [&](const std::filesystem::path& path) {
    return std::ranges::find(begun, path.filename().string()) != begun.end() &&
           std::filesystem::exists(OutputFile::PartialPathFor(path));
  };
  bool whole = true;
  std::uint64_t next = 0;
  const std::uint64_t limit = options.shard_bytes > 0 ? kMaxShards : options.shard_count;
  for (; whole && next < limit && is_there(WorkingPath(options, next)); ++next) {
    if (current) FinishShard();
    current.emplace(WorkingPath(options, next), add, whole);
  }
  for (std::uint64_t i = next; i < limit && i < begun.size(); ++i) {
    DiscardShard(WorkingPath(options, i));
  }
  if (!current) return StartShard();
  number = next - 1;
}

// Compresses a finished shard and leaves the result under its partial name, which is returned.
std::filesystem::path DatasetWriter::State::Compress(std::uint64_t shard) {
  const std::filesystem::path path = WorkingPath(options, shard);
  OutputFile compressed(CompressedPathFor(path));
  CompressRecords(OutputFile::PartialPathFor(path), compressed,
                  {.level = *options.compression_level});
  compressed.Sync();
  left.push_back(compressed.path());
  compressed.LeavePartial();
  return OutputFile::PartialPathFor(CompressedPathFor(path));
}

// Makes all files whole under their partial names; says how they get their own.
CommitPlan DatasetWriter::State::Prepare() {
  CommitPlan plan;
  const auto rename = [&](const std::filesystem::path& partial, const std::filesystem::path& to) {
    plan.renames.emplace_back(partial.filename().string(), to.filename().string());
  };
  const auto remove = [&](const std::filesystem::path& path) {
    plan.removals.push_back(path.filename().string());
  };
  for (std::uint64_t i = 0; i < manifest.shards.size(); ++i) {
    const std::filesystem::path working = WorkingPath(options, i);
    const std::filesystem::path path = ShardPath(options.prefix, i, manifest.shards.size());
    manifest.shards[i].file = path.filename().string();
    const std::filesystem::path plain = OutputFile::PartialPathFor(working);
    // An older file in the other form would not agree with the new index.
    if (options.compression_level) {
      rename(Compress(i), CompressedPathFor(path));
      remove(plain);
      remove(path);
    } else {
      rename(plain, path);
      remove(CompressedPathFor(path));
    }
    rename(OutputFile::PartialPathFor(IndexPathFor(working)), IndexPathFor(path));
    rename(OutputFile::PartialPathFor(ChecksumPathFor(working)), ChecksumPathFor(path));
  }
  manifest.labels = labels.Layout();
  const auto add_text = [&](const std::filesystem::path& path, const std::string& contents) {
    OutputFile file(path);
    file.Write(contents);
    file.Sync();
    left.push_back(path);
    file.LeavePartial();
    rename(OutputFile::PartialPathFor(path), path);
  };
  for (const auto& [extension, contents] : companions) {
    const std::filesystem::path path = std::filesystem::path(options.prefix) += extension;
    contents.empty() ? remove(path) : add_text(path, contents);
  }
  add_text(ManifestPath(options), FormatManifest(manifest));
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
  return state_->journal.found().notes;
}

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
  state_->FinishShard();
  ++state_->number;
  state_->StartShard();
}

void DatasetWriter::Note(const std::string& text) { state_->journal.AddNote(text); }

void DatasetWriter::CountSkipped() { ++state_->manifest.skipped; }

void DatasetWriter::AddCompanion(const std::string& extension, std::string contents) {
  state_->companions[extension] = std::move(contents);
}

std::uint64_t DatasetWriter::count() const {
  if (state_->complete) return state_->manifest.records();
  return state_->finished_records + (state_->current ? state_->current->count() : 0);
}

Manifest DatasetWriter::Close() {
  State& state = *state_;
  if (state.complete) return state.manifest;
  while (state.options.shard_bytes == 0 && state.number + 1 < state.options.shard_count) {
    NextShard();
  }
  state.FinishShard();
  const CommitPlan plan = state.Prepare();
  state.journal.AddCommit(plan);
  state.Complete(plan);
  state.closed = true;
  return state.manifest;
}

}  // namespace imrec
