#include "reader/tool/input_set.h"

#include <set>
#include <utility>

#include <imrec/error.h>
#include <imrec/manifest.h>

#include "reader/tool/wrong_set.h"
#include "recordio/console/console.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kManifest = ".manifest.json";

std::string NameOf(const std::vector<std::string>& sets) {
  if (sets.empty()) return {};
  if (sets.size() == 1) return ShownPath(sets[0]);
  return ShownPath(sets[0]) + " and " + std::to_string(sets.size() - 1) + " more";
}

fs::path WithoutSuffix(const fs::path& path, std::string_view suffix) {
  return path.native().substr(0, path.native().size() - suffix.size());
}

// Returns a path that is the same for all names of an existing file.
fs::path Identity(const fs::path& path) {
  if (IsRemotePath(path)) return path;
  std::error_code failure;
  fs::path identity = fs::weakly_canonical(path, failure);
  return failure ? path : identity;
}

}  // namespace

InputFiles::InputFiles(const std::vector<std::string>& sets, std::string tool,
                       const InputOptions& options)
    : name_(NameOf(sets)), tool_(std::move(tool)), access_(options.find.access) {
  for (std::size_t i = 0; i < sets.size(); ++i) Add(i, sets[i], options);
  HandleRepeats(options.keep_repeats);
}

void InputFiles::Add(std::size_t number, const std::string& set, const InputOptions& options) {
  ShareSession(set, access_);
  FindOptions find = options.find;
  find.access = access_;
  std::error_code failure;
  if (set == "-" && !fs::exists(set, failure)) {
    throw Error(ErrorCode::kInvalidArgument, "a data set cannot be read from standard input");
  }
  RequireRecords(set, tool_);
  const SourceFiles found = FindSourceFiles(set, find);
  const bool by_manifest = !found.manifest.empty();
  for (const fs::path& path : found.files) {
    // A pattern may match files of any kind.
    const fs::path extension = path.extension();
    if (!by_manifest && extension != ".rec" && extension != ".zst") RequireRecords(path, tool_);
  }
  for (const fs::path& path : found.files) {
    const fs::path manifest = by_manifest ? found.manifest : ManifestPathFor(path);
    files_.push_back({.path = path,
                      .prefix = WithoutSuffix(SplitQuery(manifest).path, kManifest),
                      .manifest = manifest,
                      .named_by_manifest = by_manifest,
                      .set = number});
  }
}

void InputFiles::HandleRepeats(bool keep) {
  std::set<fs::path> seen;
  std::vector<InputFile> files;
  std::set<fs::path> told;
  for (InputFile& file : files_) {
    const bool repeated = !seen.insert(Identity(file.path)).second;
    if (repeated && told.insert(file.path).second) {
      console::Say(tool_, ShownPath(file.path) + " is named more than once; " +
                              (keep ? "its records are read as often" : "it is read once"));
    }
    if (!repeated || keep) files.push_back(std::move(file));
  }
  files_ = std::move(files);
}

std::vector<fs::path> InputFiles::paths() const {
  std::vector<fs::path> paths;
  for (const InputFile& file : files_) paths.push_back(file.path);
  return paths;
}

InputSet::InputSet(InputFiles files, std::optional<bool> check_checksums)
    : files_(std::move(files)) {
  records_.AddFiles(files_.paths(), {.access = files_.access(),
                                     .check_checksums = check_checksums,
                                     .scan_if_index_is_bad = true});
  if (records_.size() == 0) {
    throw Error(ErrorCode::kCorruptData, "it contains no record", {.file = name()});
  }
  ReportIndices();
}

void InputSet::ReportIndices() const {
  constexpr std::size_t kTold = 5;
  std::size_t count = 0;
  for (const auto& file : records_.files()) {
    if (!file->notice().empty() && ++count <= kTold) console::Say(tool(), file->notice());
  }
  if (count > kTold) {
    console::Say(tool(), "the same holds for " + console::Counted(count - kTold, "more file"));
  }
}

std::uint64_t InputSet::begin(std::size_t i) const {
  std::uint64_t begin = 0;
  for (std::size_t before = 0; before < i; ++before) begin += file(before).size();
  return begin;
}

}  // namespace imrec::tool
