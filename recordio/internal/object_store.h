// Writes files to an object store.
#ifndef IMREC_RECORDIO_INTERNAL_OBJECT_STORE_H_
#define IMREC_RECORDIO_INTERNAL_OBJECT_STORE_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "recordio/internal/upload_options.h"

namespace imrec {

/// An object as a listing or a response describes it.
struct StoredObjectInfo {
  std::string name;  // s3://BUCKET/KEY
  std::uint64_t size = 0;
  std::string etag = {};  // as the store sent it; empty if it sends none

  friend bool operator==(const StoredObjectInfo&, const StoredObjectInfo&) = default;
};

/// A local file and the name of the object that it becomes.
struct FileToPut {
  std::filesystem::path file;
  std::string name;
};

/// The contents of a small object.
struct StoredText {
  std::string text;
  std::optional<std::filesystem::file_time_type> written = {};  // nullopt if the store does not say
  std::string etag = {};                                        // empty if the store sends none
};

/// Throws Error(kUnsupported) unless data sets can be written to this remote path: web servers are
/// only read, and imrec may have been built without libcurl.
void RequireWritableStore(const std::filesystem::path& path);

/// Objects of one store. Names have the form s3://BUCKET/KEY or gs://BUCKET/KEY. An object appears
/// as a whole when all of it has arrived. Requests are repeated as UploadOptions say. Functions
/// throw Error that names the object: kNotFound (no such bucket), kUnavailable (no permission),
/// kInvalidArgument (a malformed name) or kIo. Not thread-safe.
class ObjectStore {
 public:
  /// `name` is that of any object of the store. Throws as RequireWritableStore(), and Error if the
  /// settings or credentials are malformed.
  explicit ObjectStore(const std::filesystem::path& name, const UploadOptions& options);
  ~ObjectStore();
  ObjectStore(const ObjectStore&) = delete;
  ObjectStore& operator=(const ObjectStore&) = delete;

  /// Called at least ten times per second during all functions (once per second while credentials
  /// are renewed), with the bytes that PutFiles() has sent since this call. An exception that it
  /// throws ends the function within about two seconds; a multipart upload is aborted meanwhile, so
  /// that the store keeps no parts of it.
  void SetObserver(std::function<void(std::uint64_t sent)> observer);

  /// Returns the objects whose names start with `start` and have no / after that, in the order of
  /// their names.
  std::vector<StoredObjectInfo> List(const std::string& start);

  /// Sends local files, large ones in parts, several at a time and in any order, with digests that
  /// the store compares. Replaces existing objects. Files are read while they are sent, and must
  /// not change. If this fails, some of the files may be there as a whole, and the store keeps no
  /// parts.
  void PutFiles(const std::vector<FileToPut>& files);
  /// Returns true if the object has the size and the ETag that PutFiles() would give it.
  /// False may also mean that the store has ETags of another kind.
  bool HoldsFile(const StoredObjectInfo& object, const std::filesystem::path& file);

  void PutText(const std::string& text, const std::string& name);
  /// Does nothing and returns false if the object exists. A store that has no such requests
  /// replaces the object.
  bool PutTextIfAbsent(const std::string& text, const std::string& name);
  /// Does nothing and returns false if the object does not have this ETag. A store that has no such
  /// requests, or weak ETags, replaces the object.
  bool PutTextIfMatching(const std::string& text, const std::string& name, const std::string& etag);

  /// Returns nullopt if there is no such object. Throws Error(kLimitExceeded) above 256 MiB.
  std::optional<StoredText> GetText(const std::string& name);
  std::vector<std::optional<StoredText>> GetTexts(const std::vector<std::string>& names);

  /// Removes the objects that exist.
  void Remove(const std::vector<std::string>& names);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_OBJECT_STORE_H_
