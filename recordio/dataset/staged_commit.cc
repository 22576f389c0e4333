#include "recordio/internal/staged_commit.h"

#include <system_error>
#include <utility>

#include <imrec/error.h>

#include "recordio/dataset/commit_files.h"
#include "recordio/dataset/dataset_paths.h"
#include "recordio/dataset/dataset_run.h"
#include "recordio/dataset/existing_set.h"
#include "recordio/dataset/staged_names.h"
#include "recordio/internal/imrec_version.h"
#include "recordio/internal/path_status.h"
#include "recordio/internal/read_file.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

void PlanShard(const StagedSet& set, std::uint64_t shard, const PackedShard& packed,
               CommitPlan& plan) {
  const auto names = FileNamesOf(set, shard);
  const auto contents = FingerprintsOf(packed);
  for (std::size_t i = 0; i < names.size(); ++i) {
    plan.files.push_back({.from = names[i].staged_path.filename().string(),
                          .to = names[i].final_path.filename().string(),
                          .contents = contents[i]});
  }
  // An old file in the other form (plain or compressed) would not match the new index.
  const fs::path path = set.ShardFile(shard);
  const fs::path other = set.options.compression_level ? path : CompressedPathFor(path);
  plan.obsolete.push_back(other.filename().string());
}

}  // namespace

Manifest ManifestOf(const StagedSet& set, const StagedContents& contents) {
  Manifest manifest{.tool = set.options.tool,
                    .tool_version = ImrecVersion(),
                    .options = set.options.options,
                    .class_names = set.options.class_names,
                    .skipped = contents.skipped};
  LabelLayoutDetector labels;
  for (std::uint64_t i = 0; i < contents.shards.size(); ++i) {
    const PackedShard& shard = contents.shards[i];
    labels.Add(shard.labels);
    manifest.shards.push_back({.file = set.ShardFile(i).filename().string(),
                               .records = shard.records,
                               .bytes = shard.plain.size,
                               .digest = shard.plain.digest});
  }
  manifest.labels = labels.Layout();
  return manifest;
}

bool IsCommitted(const StagedSet& set, const StagedContents& contents) {
  if (!IsRegularFile(ManifestPath(set.options)) ||
      ReadTextFile(ManifestPath(set.options)) != FormatManifest(ManifestOf(set, contents))) {
    return false;
  }
  for (std::uint64_t i = 0; i < contents.shards.size(); ++i) {
    const auto names = FileNamesOf(set, i);
    const auto files = FingerprintsOf(contents.shards[i]);
    for (std::size_t j = 0; j < names.size(); ++j) {
      std::error_code missing;
      if (fs::file_size(names[j].final_path, missing) != files[j].size || missing) return false;
    }
  }
  return true;
}

struct StagedCommit::State {
  explicit State(StagedSet staged_set)
      : set(std::move(staged_set)), run(set.options.prefix, /*keep_unfinished=*/false) {
    messages = run.messages();
  }

  std::map<std::string, std::string> Identity() const {
    std::map<std::string, std::string> identity = set.options.options;
    identity["run"] = set.run;
    return identity;
  }

  CommitPlan Prepare(const StagedContents& contents, const Manifest& manifest) {
    CommitPlan plan;
    for (std::uint64_t i = 0; i < contents.shards.size(); ++i) {
      PlanShard(set, i, contents.shards[i], plan);
    }
    for (const auto& [extension, text] : contents.companions) {
      const fs::path path = fs::path(set.options.prefix) += extension;
      if (text.empty()) {
        plan.obsolete.push_back(path.filename().string());
      } else {
        AddText(path, text, plan);
      }
    }
    AddText(ManifestPath(set.options), FormatManifest(manifest), plan);
    return plan;
  }

  void AddText(const fs::path& path, const std::string& text, CommitPlan& plan) {
    run.journal().AddFile(path.filename().string());
    PrepareText(path, text, plan);
  }

  const StagedSet set;
  DatasetRun run;
  std::vector<std::string> messages;
  std::optional<ReplacedSet> replaced;
};

StagedCommit::StagedCommit(const StagedSet& set) : state_(std::make_unique<State>(set)) {}
StagedCommit::~StagedCommit() = default;

const std::vector<std::string>& StagedCommit::messages() const { return state_->messages; }
const std::optional<ReplacedSet>& StagedCommit::replaced() const { return state_->replaced; }

Manifest StagedCommit::Commit(const StagedContents& contents) {
  State& state = *state_;
  Manifest manifest = ManifestOf(state.set, contents);
  state.run.Begin(state.Identity());
  const CommitPlan plan = state.Prepare(contents, manifest);
  const std::string remaining = RemainingOldFilesMessage(state.set.options, manifest);
  const std::optional<ReplacedSet> replaced =
      FindReplacedSet(state.set.options, contents.shards.size());
  state.run.Commit(plan);
  state.replaced = replaced;
  if (!remaining.empty()) state.messages.push_back(remaining);
  return manifest;
}

}  // namespace imrec
