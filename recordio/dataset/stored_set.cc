#include "recordio/internal/stored_set.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <imrec/error.h>
#include <imrec/record_index.h>

#include "recordio/dataset/dataset_paths.h"
#include "recordio/dataset/existing_set.h"
#include "recordio/internal/checksum_file.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

std::optional<Manifest> Parsed(const std::optional<StoredText>& text, const std::string& name) {
  if (!text) return std::nullopt;
  try {
    return ParseManifest(text->text, name);
  } catch (const Error&) {
    return std::nullopt;  // it is replaced like any other
  }
}

bool HaveSameText(const std::optional<StoredText>& a, const std::optional<StoredText>& b) {
  return a.has_value() == b.has_value() && (!a || a->text == b->text);
}

}  // namespace

std::vector<std::string> FileNamesOfShard(const std::string& shard, bool compressed) {
  return {compressed ? CompressedPathFor(shard).string() : shard, IndexPathFor(shard).string(),
          ChecksumPathFor(shard).string()};
}

StoredSet::StoredSet(DatasetOptions options, std::function<void()> on_wait)
    : options_(std::move(options)),
      on_wait_(std::move(on_wait)),
      store_(options_.prefix, UploadOptionsFromEnvironment()) {
  ObserveWaits();
  if (options_.prefix.native().find('/', 5) == std::string::npos || FileOf("").empty()) {
    throw Error(ErrorCode::kInvalidArgument, "the key is missing; expected s3://BUCKET/NAME",
                {.file = options_.prefix.string()});
  }
}

void StoredSet::ObserveWaits() {
  if (!on_wait_) return store_.SetObserver({});
  store_.SetObserver([this](std::uint64_t) { on_wait_(); });
}

void StoredSet::Refresh() {
  objects_.clear();
  for (StoredObjectInfo& object : store_.List(options_.prefix.string())) {
    objects_[object.name] = std::move(object);
  }
  manifest_.reset();
  if (SizeOf(ManifestFile())) manifest_ = store_.GetText(NameOf(ManifestFile()));
}

// Not by parent_path(), because keys may contain several / in a row.
std::string StoredSet::NameOf(const std::string& file) const {
  const std::string& prefix = options_.prefix.native();
  return prefix.substr(0, prefix.rfind('/') + 1) + file;
}

std::string StoredSet::FileOf(const std::string& extension) const {
  return options_.prefix.filename().string() + extension;
}

std::optional<StoredObjectInfo> StoredSet::Find(const std::string& file) const {
  const auto found = objects_.find(NameOf(file));
  return found == objects_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint64_t> StoredSet::SizeOf(const std::string& file) const {
  const std::optional<StoredObjectInfo> found = Find(file);
  return found ? std::optional(found->size) : std::nullopt;
}

std::optional<Manifest> StoredSet::FindComplete(const Manifest& wanted) const {
  std::optional<Manifest> there = Parsed(manifest_, NameOf(ManifestFile()));
  if (!there || !WouldMake(options_, wanted, *there)) return std::nullopt;
  const bool compressed = options_.compression_level.has_value();
  for (const ManifestShard& shard : there->shards) {
    for (const std::string& file : FileNamesOfShard(shard.file, compressed)) {
      if (!SizeOf(file)) return std::nullopt;
    }
    if (!compressed && SizeOf(shard.file) != shard.bytes) return std::nullopt;
  }
  return there;
}

std::optional<ReplacedSet> StoredSet::Existing() const {
  if (!manifest_ || !manifest_->written) return std::nullopt;
  ReplacedSet set{.written = *manifest_->written, .records = {}};
  if (const auto there = Parsed(manifest_, NameOf(ManifestFile()))) set.records = there->records();
  return set;
}

std::string StoredSet::RemainingMessage(const Manifest& written) const {
  const std::optional<Manifest> there = Parsed(manifest_, NameOf(ManifestFile()));
  if (!there) return {};
  std::vector<std::string> names;
  for (const ManifestShard& shard : there->shards) {
    const bool is_new =
        std::ranges::find(written.shards, shard.file, &ManifestShard::file) != written.shards.end();
    if (!is_new && (SizeOf(shard.file) || SizeOf(CompressedPathFor(shard.file).string()))) {
      names.push_back(shard.file);
    }
  }
  return FormatRemaining(names);
}

void StoredSet::PutFiles(const fs::path& folder, const std::vector<std::string>& files,
                         bool keep_equal,
                         const std::function<void(std::uint64_t, std::uint64_t)>& on_progress) {
  std::vector<FileToPut> wanted;
  std::uint64_t total = 0;
  std::uint64_t kept = 0;
  for (const std::string& file : files) {
    const fs::path path = folder / file;
    std::error_code failure;
    const std::uint64_t size = fs::file_size(path, failure);
    if (failure) {
      throw Error(ErrorCode::kIo, "cannot be sent: " + failure.message(), {.file = path.string()});
    }
    total += size;
    const auto there = objects_.find(NameOf(file));
    if (keep_equal && there != objects_.end() && store_.HoldsFile(there->second, path)) {
      kept += size;
    } else {
      wanted.push_back({.file = path, .name = NameOf(file)});
    }
  }
  if (on_progress) {
    on_progress(kept, total);
    store_.SetObserver([&](std::uint64_t sent) { on_progress(kept + sent, total); });
  }
  try {
    store_.PutFiles(wanted);
  } catch (...) {
    ObserveWaits();
    throw;
  }
  ObserveWaits();
  if (on_progress) on_progress(total, total);
}

void StoredSet::PutManifest(const std::string& text) {
  const std::string name = NameOf(ManifestFile());
  // Not all stores have conditional requests, and sending the files may have taken hours.
  const std::optional<StoredText> before = store_.GetText(name);
  if (!HaveSameText(before, manifest_)) {
    if (before && before->text == text) return;  // another process does the same work
    ThrowConflict();
  }
  const bool done = before ? store_.PutTextIfMatching(text, name, before->etag)
                           : store_.PutTextIfAbsent(text, name);
  if (done) return;
  const std::optional<StoredText> now = store_.GetText(name);
  if (now && now->text == text) return;  // the answer to an earlier attempt may have been lost
  if (!HaveSameText(now, before)) ThrowConflict();
  store_.PutText(text, name);  // what the store compares is something else
}

void StoredSet::ThrowConflict() const {
  throw SetConflict(
      ErrorCode::kIo,
      "was written by another process meanwhile, with other contents; the files of the two data "
      "sets are mixed, so pack one of them again, to another PREFIX",
      {.file = NameOf(ManifestFile())});
}

void StoredSet::RemoveObsolete(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  for (const std::string& file : files) {
    if (SizeOf(file)) names.push_back(NameOf(file));
  }
  store_.Remove(names);
}

}  // namespace imrec
