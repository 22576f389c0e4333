// What the remote files of a data set share: connections, memory and settings.
#ifndef IMREC_RECORDIO_REMOTE_SESSION_H_
#define IMREC_RECORDIO_REMOTE_SESSION_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <imrec/remote_options.h>

#include "recordio/internal/mutex.h"
#include "recordio/remote/cache/disk_cache.h"
#include "recordio/remote/cache/page_cache.h"
#include "recordio/remote/http/client.h"
#include "recordio/remote/http/remote_object.h"
#include "recordio/remote/s3/s3_store.h"

namespace imrec {

/// An object of which some version is read.
struct OpenedObject {
  std::shared_ptr<remote::RemoteObject> object;
  std::uint64_t number = 0;  // of the object in the page cache
  remote::ObjectVersion version = {};
  std::shared_ptr<remote::CachedFile> cached = {};  // null: there is no cache
};

/// Thread-safe. May be used only in the process that made it.
class RemoteSession {
 public:
  /// Throws Error(kInvalidArgument) if an option is out of range, and Error(kIo) if the cache
  /// cannot be used.
  static std::shared_ptr<RemoteSession> Start(const RemoteOptions& options);

  remote::Client& client() { return client_; }
  remote::PageCache& pages() { return pages_; }
  remote::DiskCache* cache() { return cache_.get(); }  // null: there is none

  /// Throws Error(kUnsupported) that names `path` in a process that was forked from the owner.
  void RequireOwner(const std::string& path) const;

  /// Opens what a path names, and fetches its first bytes. An object that is open already is
  /// returned as it is, and one that was absent stays so: the files of one session do not change.
  /// Throws Error(kInvalidArgument) if the path is malformed, Error(kNotFound) if there is no such
  /// object, Error(kUnavailable) if it may not be read, and Error(kIo) if the server cannot be
  /// reached or fails.
  std::shared_ptr<const OpenedObject> Open(const std::string& path) IMREC_EXCLUDES(mutex_);

  /// As ListRemoteFiles().
  std::vector<std::string> List(const std::string& start) IMREC_EXCLUDES(mutex_);

 private:
  explicit RemoteSession(const RemoteOptions& options);
  std::shared_ptr<const OpenedObject> OpenAnew(const std::string& path) IMREC_EXCLUDES(mutex_);
  std::shared_ptr<remote::S3Store> StoreOf(remote::S3Scheme scheme) IMREC_EXCLUDES(mutex_);
  std::shared_ptr<remote::RemoteObject> ObjectAt(const std::string& path) IMREC_EXCLUDES(mutex_);

  remote::PageCache pages_;
  std::unique_ptr<remote::DiskCache> cache_;  // outlives the client, which stores blocks
  remote::Client client_;

  Mutex mutex_;
  std::map<std::string, std::shared_ptr<const OpenedObject>> opened_ IMREC_GUARDED_BY(mutex_);
  std::map<std::string, Error> absent_ IMREC_GUARDED_BY(mutex_);  // why they could not be opened
  // Made when the first object of its scheme is opened.
  std::map<remote::S3Scheme, std::shared_ptr<remote::S3Store>> stores_ IMREC_GUARDED_BY(mutex_);
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_REMOTE_SESSION_H_
