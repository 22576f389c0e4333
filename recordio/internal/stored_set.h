// A data set in an object store.
#ifndef IMREC_RECORDIO_INTERNAL_STORED_SET_H_
#define IMREC_RECORDIO_INTERNAL_STORED_SET_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <imrec/dataset_writer.h>
#include <imrec/error.h>
#include <imrec/manifest.h>

#include "recordio/internal/object_store.h"

namespace imrec {

/// Returns the names of the .rec (or .rec.zst), .idx and .crc file of a shard, in this order.
/// `shard` is the name of the plain .rec file.
std::vector<std::string> FileNamesOfShard(const std::string& shard, bool compressed);

/// Another process has written a set with the same prefix.
class SetConflict : public Error {
 public:
  using Error::Error;
};

/// A store cannot replace a set as a whole: each object appears, or replaces another, by itself.
/// Readers go by the manifest, so it is written last, and a new set is seen when it is complete. A
/// set that is replaced is a mixture until then. Throws Error as ObjectStore. Not thread-safe.
class StoredSet {
 public:
  /// `options.prefix` is s3://BUCKET/KEY. `on_wait` is called at least ten times per second while
  /// the network is waited for; an exception that it throws ends what is being done, see
  /// ObjectStore::SetObserver(). Does not wait for the network.
  explicit StoredSet(DatasetOptions options, std::function<void()> on_wait = {});

  const DatasetOptions& options() const { return options_; }
  ObjectStore& store() { return store_; }

  /// Finds out what exists. Until then, nothing does.
  void Refresh();
  /// Returns the size of the object next to PREFIX with this file name; nullopt if there was none
  /// when that was last found out.
  std::optional<std::uint64_t> SizeOf(const std::string& file) const;
  /// Returns the object, if there was one then.
  std::optional<StoredObjectInfo> Find(const std::string& file) const;
  /// The manifest that was there then.
  const std::optional<StoredText>& manifest() const { return manifest_; }

  /// Returns s3://BUCKET/FOLDER/FILE for a file of the set.
  std::string NameOf(const std::string& file) const;
  /// Returns the file name PREFIX + extension.
  std::string FileOf(const std::string& extension) const;
  std::string ManifestFile() const { return FileOf(".manifest.json"); }

  /// As FindCompleteSet() in existing_set.h, with the sizes of compressed files unknown.
  std::optional<Manifest> FindComplete(const Manifest& wanted) const;
  /// The set that the manifest describes; nullopt if there is none, or its date is not known.
  std::optional<ReplacedSet> Existing() const;
  /// Returns a message about .rec files that belong to the set there, but not to `written`; empty
  /// if there are none.
  std::string RemainingMessage(const Manifest& written) const;

  /// Sends files of `folder` to their final names. With `keep_equal`, those that are there with the
  /// same contents are not sent. `on_progress` is called with the bytes that are there, and all
  /// bytes; an exception that it throws ends the upload.
  void PutFiles(const std::filesystem::path& folder, const std::vector<std::string>& files,
                bool keep_equal,
                const std::function<void(std::uint64_t, std::uint64_t)>& on_progress);
  /// Puts the manifest. If another process has put or removed one since Refresh(), throws
  /// SetConflict.
  void PutManifest(const std::string& text);
  /// Removes those of the files that are there. Call after PutManifest(), for files that the new
  /// set does not have.
  void RemoveObsolete(const std::vector<std::string>& files);

 private:
  [[noreturn]] void ThrowConflict() const;
  void ObserveWaits();

  const DatasetOptions options_;
  const std::function<void()> on_wait_;
  ObjectStore store_;
  std::map<std::string, StoredObjectInfo> objects_;  // by name
  std::optional<StoredText> manifest_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_STORED_SET_H_
