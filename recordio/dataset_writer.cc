#include <imrec/dataset_writer.h>

#include <algorithm>
#include <utility>

#include <imrec/error.h>
#include <imrec/record_index.h>

#include "recordio/dataset_paths.h"
#include "recordio/dataset_run.h"
#include "recordio/framing.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/compressed_file.h"
#include "recordio/internal/label_layout_detector.h"
#include "recordio/internal/output_file.h"
#include "recordio/set_commit.h"
#include "recordio/shard_writer.h"

namespace imrec {
namespace {

constexpr std::uint64_t kMaxShards = 100'000;  // five digits in their names

void CheckOptions(const DatasetOptions& options) {
  const auto fail = [](const std::string& reason) {
    throw Error(ErrorCode::kInvalidArgument, reason);
  };
  if (options.shard_count < 1 || options.shard_count > kMaxShards) {
    fail("the number of shards must be 1.." + std::to_string(kMaxShards) + ", not " +
         std::to_string(options.shard_count));
  }
  if (options.shard_bytes > 0 && options.shard_count > 1) {
    fail("either the number of shards or their size can be given, not both");
  }
  if (options.compression_level) CheckCompressionLevel(*options.compression_level);
  if (!options.prefix.has_filename()) {
    fail("'" + options.prefix.string() + "' has no file name for the data set");
  }
}

DatasetOptions CheckAndMakeFolder(DatasetOptions options) {
  CheckOptions(options);
  MakeFolderFor(options.prefix);
  return options;
}

NamedFile MakeNamedFile(const std::filesystem::path& working, const std::filesystem::path& path,
                        const Fingerprint& contents) {
  return {.from = OutputFile::PartialPathFor(working).filename().string(),
          .to = path.filename().string(),
          .contents = contents};
}

}  // namespace

struct DatasetWriter::State {
  explicit State(DatasetOptions given)
      : options(CheckAndMakeFolder(std::move(given))),
        run(options.prefix, options.keep_unfinished) {
    messages = run.messages();
    manifest = {.tool = options.tool,
                .tool_version = IMREC_VERSION,
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
    identity["tool"] = options.tool + " " IMREC_VERSION;
    identity["num-shards"] = std::to_string(options.shard_count);
    identity["shard-size"] = std::to_string(options.shard_bytes);
    identity["compress"] =
        options.compression_level ? "zstd:" + std::to_string(*options.compression_level) : "none";
    return identity;
  }
  std::uint64_t count() const { return finished_records + (current ? current->count() : 0); }
  bool WorthKeeping() const { return resuming || count() > 0; }

  void Start();
  bool FindCompleteSet();
  void StartShard();
  void FinishShard();
  void Recover(const std::function<bool(std::uint64_t)>& accept);
  NamedFile Compress(std::uint64_t shard, const std::filesystem::path& path);
  void PrepareShard(std::uint64_t shard, CommitPlan& plan);
  void PrepareText(const std::filesystem::path& path, const std::string& contents,
                   CommitPlan& plan);
  CommitPlan Prepare();
  std::vector<std::string> RemainingOldFiles() const;
  std::optional<ReplacedSet> SetThatIsReplaced() const;

  DatasetOptions options;
  DatasetRun run;
  bool complete = false;
  bool resuming = false;
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
  if (options.resume && FindCompleteSet()) {
    run.Skip();
    complete = true;
    return;
  }
  run.Begin(Identity());
  StartShard();
}

// Returns true, and sets `manifest`, if the data set exists as this run would make it.
bool DatasetWriter::State::FindCompleteSet() {
  if (!std::filesystem::exists(ManifestPath(options))) return false;
  Manifest there;
  try {
    there = ReadManifest(ManifestPath(options));
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kIo) throw;
    return false;  // this run replaces it
  }
  if (there.options != manifest.options || there.tool != manifest.tool ||
      there.tool_version != manifest.tool_version || there.class_names != manifest.class_names ||
      (options.shard_bytes == 0 && there.shards.size() != options.shard_count)) {
    return false;
  }
  for (const ManifestShard& shard : there.shards) {
    const std::filesystem::path path = run.Folder() / shard.file;
    const bool whole =
        options.compression_level
            ? std::filesystem::exists(CompressedPathFor(path))
            : std::filesystem::exists(path) && std::filesystem::file_size(path) == shard.bytes;
    if (!whole || !std::filesystem::exists(IndexPathFor(path))) return false;
  }
  manifest = std::move(there);
  return true;
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
           std::filesystem::exists(OutputFile::PartialPathFor(path));
  };
  bool whole = true;
  std::uint64_t next = 0;
  const std::uint64_t limit = options.shard_bytes > 0 ? kMaxShards : options.shard_count;
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

// Compresses a finished shard, whose final path without .zst is `path`, and leaves the result under
// its partial name.
NamedFile DatasetWriter::State::Compress(std::uint64_t shard, const std::filesystem::path& path) {
  const std::filesystem::path plain = WorkingPath(options, shard);
  OutputFile compressed(CompressedPathFor(plain));
  const CompressionResult result = CompressRecords(OutputFile::PartialPathFor(plain), compressed,
                                                   {.level = *options.compression_level});
  compressed.Sync();
  compressed.LeavePartial();
  return MakeNamedFile(CompressedPathFor(plain), CompressedPathFor(path),
                       {.size = result.compressed_bytes, .digest = result.compressed_digest});
}

void DatasetWriter::State::PrepareShard(std::uint64_t shard, CommitPlan& plan) {
  const std::filesystem::path working = WorkingPath(options, shard);
  const std::filesystem::path path = ShardPath(options.prefix, shard, finished.size());
  const FinishedShard& contents = finished[shard];
  manifest.shards[shard].file = path.filename().string();
  // An old file in the other form (plain or compressed) would not match the new index.
  if (options.compression_level) {
    plan.files.push_back(Compress(shard, path));
    plan.scrap.push_back(OutputFile::PartialPathFor(working).filename().string());
    plan.obsolete.push_back(path.filename().string());
  } else {
    plan.files.push_back(MakeNamedFile(working, path, contents.records));
    plan.obsolete.push_back(CompressedPathFor(path).filename().string());
  }
  plan.files.push_back(MakeNamedFile(IndexPathFor(working), IndexPathFor(path), contents.index));
  plan.files.push_back(
      MakeNamedFile(ChecksumPathFor(working), ChecksumPathFor(path), contents.checksums));
}

void DatasetWriter::State::PrepareText(const std::filesystem::path& path,
                                       const std::string& contents, CommitPlan& plan) {
  run.journal().AddFile(path.filename().string());
  OutputFile file(path);
  file.Write(contents);
  file.Sync();
  file.LeavePartial();
  plan.files.push_back(MakeNamedFile(path, path, FingerprintOf(contents)));
}

// Writes all remaining files under their partial names. Returns how to give them their final names.
CommitPlan DatasetWriter::State::Prepare() {
  CommitPlan plan;
  for (std::uint64_t i = 0; i < finished.size(); ++i) PrepareShard(i, plan);
  manifest.labels = labels.Layout();
  for (const auto& [extension, contents] : companions) {
    const std::filesystem::path path = std::filesystem::path(options.prefix) += extension;
    if (contents.empty()) {
      plan.obsolete.push_back(path.filename().string());
    } else {
      PrepareText(path, contents, plan);
    }
  }
  PrepareText(ManifestPath(options), FormatManifest(manifest), plan);
  return plan;
}

// Returns the .rec files of the existing data set that Close() neither replaces nor removes.
std::vector<std::string> DatasetWriter::State::RemainingOldFiles() const {
  std::vector<std::string> names;
  const std::filesystem::path path = ManifestPath(options);
  if (!std::filesystem::is_regular_file(path)) return names;
  try {
    for (const ManifestShard& shard : ReadManifest(path).shards) {
      const std::filesystem::path file = run.Folder() / shard.file;
      if (std::ranges::find(manifest.shards, shard.file, &ManifestShard::file) ==
              manifest.shards.end() &&
          (std::filesystem::exists(file) || std::filesystem::exists(CompressedPathFor(file)))) {
        names.push_back(shard.file);
      }
    }
  } catch (const Error&) {
    return {};  // an unreadable manifest names no files
  }
  return names;
}

// Returns the data set that Close() will replace. It is identified by its manifest or, because data
// sets made by MXNet have none, by its first shard.
std::optional<ReplacedSet> DatasetWriter::State::SetThatIsReplaced() const {
  const std::filesystem::path record_path =
      ShardPath(options.prefix, 0, std::max<std::size_t>(finished.size(), 1));
  for (const std::filesystem::path& path :
       {ManifestPath(options), record_path, CompressedPathFor(record_path)}) {
    std::error_code missing;
    ReplacedSet set{.written = std::filesystem::last_write_time(path, missing), .records = {}};
    if (missing) continue;
    try {
      set.records = path == ManifestPath(options) ? ReadManifest(path).records()
                                                  : ReadIndexFile(IndexPathFor(path)).size();
    } catch (const Error&) {
      // An unreadable data set is replaced as well; its number of records stays unknown.
    }
    return set;
  }
  return std::nullopt;
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
  if (state.number + 1 == kMaxShards) {
    throw Error(ErrorCode::kInvalidArgument,
                "more than " + std::to_string(kMaxShards) + " shards; make them larger",
                {.file = state.options.prefix.string()});
  }
  state.FinishShard();
  ++state.number;
  state.StartShard();
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
  while (state.options.shard_bytes == 0 && state.number + 1 < state.options.shard_count) {
    NextShard();
  }
  state.FinishShard();
  const CommitPlan plan = state.Prepare();
  const std::vector<std::string> remaining = state.RemainingOldFiles();
  const std::optional<ReplacedSet> replaced = state.SetThatIsReplaced();
  state.run.Commit(plan);
  state.replaced = replaced;
  if (!remaining.empty()) {
    state.messages.push_back(
        remaining.front() +
        (remaining.size() > 1 ? " and " + std::to_string(remaining.size() - 1) + " more" : "") +
        " of the previous data set " + (remaining.size() > 1 ? "remain" : "remains") +
        ", with .idx and .crc");
  }
  return state.manifest;
}

}  // namespace imrec
