#include "im2rec/pack/store_packing.h"

#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <imrec/error.h>
#include <imrec/manifest.h>

#include "im2rec/pack/pack_setup.h"
#include "im2rec/pack/packer.h"
#include "im2rec/pack/skipped_table.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/staging_folder.h"
#include "recordio/internal/stored_set.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

std::string DigestOf(const std::optional<StoredText>& manifest) {
  if (!manifest) return "none";
  return FormatDigest(PayloadDigest(std::as_bytes(std::span(manifest->text))));
}

// Returns the digest of the manifest that the store had when the packing of what is in the folder
// began: now, or as an earlier run has noted.
std::string ManifestAtBegin(const fs::path& folder, const StoredSet& set, bool resume) {
  const fs::path note = folder / "manifest-at-begin";
  std::error_code failure;
  if (resume && fs::exists(note, failure)) return ReadTextFile(note);
  std::string digest = DigestOf(set.manifest());
  WriteFileAtomically(note, digest);
  return digest;
}

// A packed set that is sent.
class SetUpload {
 public:
  SetUpload(StoredSet& set, fs::path folder, const PackOptions& options,
            const PackObserver& observer)
      : set_(set), folder_(std::move(folder)), options_(options), observer_(observer) {}

  // `writes_class_names`: whether the class names are part of the set. `at_begin`: see
  // ManifestAtBegin().
  void Send(bool writes_class_names, const std::string& at_begin, PackResult& result) {
    const std::string text = ReadTextFile(folder_ / set_.ManifestFile());
    set_.Refresh();  // packing may have taken hours
    RequireUnchanged(at_begin, text);
    const Manifest manifest = ParseManifest(text, set_.NameOf(set_.ManifestFile()));
    const bool compressed = options_.output.compression.has_value();
    std::vector<std::string> files;
    std::vector<std::string> obsolete;
    for (const ManifestShard& shard : manifest.shards) {
      for (std::string& file : FileNamesOfShard(shard.file, compressed)) {
        files.push_back(std::move(file));
      }
      obsolete.push_back(FileNamesOfShard(shard.file, !compressed).front());
    }
    const std::string table = set_.FileOf(kSkippedTableExtension);
    (Exists(table) ? files : obsolete).push_back(table);
    if (writes_class_names) files.push_back(set_.FileOf(kClassNamesExtension));
    TellOfOldSet(manifest);
    result.replaced = set_.Existing();
    set_.PutFiles(folder_, files, options_.output.resume, observer_.on_upload);
    set_.PutManifest(text);
    set_.RemoveObsolete(obsolete);
    files.push_back(set_.ManifestFile());
    Name(files, result);
  }

  // If no image could be packed, only the table is written.
  void SendTable(PackResult& result) {
    const std::string table = set_.FileOf(kSkippedTableExtension);
    if (!Exists(table)) return;
    set_.PutFiles(folder_, {table}, false, observer_.on_upload);
    Name({table}, result);
  }

 private:
  bool Exists(const std::string& file) const {
    std::error_code failure;
    return fs::is_regular_file(folder_ / file, failure);
  }

  void RequireUnchanged(const std::string& at_begin, const std::string& mine) const {
    const std::optional<StoredText>& there = set_.manifest();
    if (DigestOf(there) == at_begin || (there && there->text == mine)) return;
    throw SetConflict(
        ErrorCode::kIo,
        std::string(there ? "was written" : "was removed") +
            " since this data set began to be packed, and nothing is sent; pack to another PREFIX, "
            "or without --resume to replace what is there (the packed files are in " +
            folder_.string() + ")",
        {.file = set_.NameOf(set_.ManifestFile())});
  }

  void TellOfOldSet(const Manifest& manifest) const {
    if (!observer_.on_message || !set_.manifest()) return;
    observer_.on_message(set_.NameOf(set_.ManifestFile()) +
                         " exists: until all files are sent, its readers find some of both sets");
    const std::string remaining = set_.RemainingMessage(manifest);
    if (!remaining.empty()) observer_.on_message(remaining);
  }

  void Name(const std::vector<std::string>& files, PackResult& result) const {
    for (const std::string& file : files) result.objects.push_back(set_.NameOf(file));
  }

  StoredSet& set_;
  const fs::path folder_;
  const PackOptions& options_;
  const PackObserver& observer_;
};

// The data set is complete, whether this succeeds or not.
void Clear(StagingFolder& folder, const PackObserver& observer) {
  try {
    folder.Clear();
  } catch (const Error& error) {
    if (observer.on_message) observer.on_message(error.what());
  }
}

}  // namespace

PackResult PackIntoStore(ListSource list, const fs::path& root, const PackOptions& options,
                         const PackObserver& observer) {
  const fs::path prefix = OutputPrefix(list, options.output);
  // Before the work starts: is the store there, and may it be listed?
  StoredSet set({.prefix = prefix,
                 .shard_count = options.output.shard_count,
                 .shard_bytes = options.output.shard_bytes,
                 .compression_level = options.output.compression},
                observer.on_wait);
  set.Refresh();
  TakeClassNamesOfOutput(options.output.prefix, list);
  const bool writes_class_names = WritesClassNames(list, prefix);
  StagingFolder folder = StagingFolder::Of(prefix, options.output.staging, options.output.resume);
  const std::string at_begin = ManifestAtBegin(folder.path(), set, options.output.resume);
  PackOptions local = options;
  local.output.prefix =
      folder.path() /
      (options.output.prefix.empty() ? PrefixOfList(list) : options.output.prefix).filename();
  bool is_there = false;
  const auto find_complete = [&](const Manifest& wanted) {
    std::optional<Manifest> there;
    if (options.output.resume) there = set.FindComplete(wanted);
    is_there = there.has_value();
    return there;
  };
  PackResult result = PackLocally(std::move(list), root, local, observer,
                                  {.prefix = prefix, .find_complete = find_complete});
  if (!is_there) {
    try {
      SetUpload upload(set, folder.path(), options, observer);
      if (result.records > 0) {
        upload.Send(writes_class_names, at_begin, result);
      } else {
        upload.SendTable(result);
      }
    } catch (const SetConflict&) {
      throw;  // a run that resumes this one would fail as well
    } catch (...) {
      if (result.records > 0 && observer.on_kept) observer.on_kept();
      throw;
    }
  }
  Clear(folder, observer);
  result.record_path = result.shards > 1
                           ? prefix
                           : fs::path(prefix) += options.output.compression ? ".rec.zst" : ".rec";
  return result;
}

}  // namespace imrec
