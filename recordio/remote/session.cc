#include "recordio/remote/session.h"

#include <unistd.h>

#include <algorithm>

#include <imrec/error.h>

#include "recordio/internal/remote_path.h"
#include "recordio/remote/http/wait_stopped.h"
#include "recordio/remote/http/web_object.h"
#include "recordio/remote/s3/list_objects.h"
#include "recordio/remote/s3/store_sender.h"

namespace imrec {
namespace {

using remote::Fetch;
using remote::PageCache;

constexpr std::uint64_t kPageBytes = PageCache::kPageBytes;
constexpr std::chrono::seconds kListLimit{10};             // for an answer with a list
constexpr std::uint64_t kStart = std::uint64_t{64} << 10;  // fetched when an object is opened

void Require(bool valid, const char* what) {
  if (!valid) throw Error(ErrorCode::kInvalidArgument, what);
}

void Validate(const RemoteOptions& options) {
  using std::chrono::milliseconds;
  constexpr milliseconds kLongest = std::chrono::hours(24);
  Require(options.max_in_flight >= 1 && options.max_in_flight <= 4096,
          "max_in_flight of remote reading must be 1 to 4096");
  Require(options.max_attempts >= 1 && options.max_attempts <= 100,
          "max_attempts of remote reading must be 1 to 100");
  Require(options.memory >= 1 << 20, "memory for remote reading must be at least 1 MiB");
  Require(!IsRemotePath(options.cache), "the cache must be a folder on a local disk");
  Require(options.cache_bytes == 0 || options.cache_bytes >= remote::kStoredBlockBytes,
          "cache_bytes of remote reading must be at least 8392704, the size of a block, or 0 for "
          "half of what is free without it");
  for (const milliseconds limit :
       {options.connect_limit, options.first_byte_limit, options.stall_limit, options.total_limit,
        options.outage_limit, options.hedge_after}) {
    Require(limit >= milliseconds(1) && limit <= kLongest,
            "time limits of remote reading must be 1 ms to 24 h");
  }
}

// A child process has no thread that could end what its parent began.
void EndInOwner(RemoteSession* session) {
  if (session->client().owner() == ::getpid()) std::default_delete<RemoteSession>()(session);
}

}  // namespace

RemoteSession::RemoteSession(const RemoteOptions& options)
    : pages_(options.memory),
      cache_(options.cache.empty()
                 ? nullptr
                 : std::make_unique<remote::DiskCache>(options.cache, options.cache_bytes,
                                                       options.memory / 2 / remote::kBlockBytes)),
      client_(options) {}

std::shared_ptr<RemoteSession> RemoteSession::Start(const RemoteOptions& options) {
  Validate(options);
  std::unique_ptr<RemoteSession> session(new RemoteSession(options));
  return {session.release(), EndInOwner};
}

void RemoteSession::RequireOwner(const std::string& path) const {
  if (client_.owner() == ::getpid()) return;
  throw Error(ErrorCode::kUnsupported,
              "a remote file that was opened before a fork cannot be read after it",
              {.file = path});
}

std::shared_ptr<const OpenedObject> RemoteSession::Open(const std::string& path) {
  RequireOwner(path);
  {
    const MutexLock lock(mutex_);
    const auto found = opened_.find(path);
    if (found != opened_.end()) return found->second;
    const auto absent = absent_.find(path);
    if (absent != absent_.end()) throw absent->second;
  }
  try {
    std::shared_ptr<const OpenedObject> opened = OpenAnew(path);
    const MutexLock lock(mutex_);
    return opened_.try_emplace(path, std::move(opened)).first->second;
  } catch (const Error& error) {
    // A set is looked for under several names, by several parts of the program.
    if (error.code() == ErrorCode::kNotFound || error.code() == ErrorCode::kUnavailable) {
      const MutexLock lock(mutex_);
      absent_.try_emplace(path, error);
    }
    throw;
  }
}

std::shared_ptr<const OpenedObject> RemoteSession::OpenAnew(const std::string& path) {
  auto opened = std::make_shared<OpenedObject>();
  opened->object = ObjectAt(path);
  opened->number = pages_.NewFile();
  remote::ThrowingCauseOfStop([&] { opened->object->Prepare(); });
  std::shared_ptr<Fetch> start =
      client_.Start({.object = opened->object, .offset = 0, .length = kStart}, true);
  client_.Wait(*start);
  opened->version = start->version();
  const bool match_etags = client_.options().match_etags;
  if (!match_etags) opened->version.etag.clear();
  // Without an ETag, another version of the same size would not be noticed.
  if (cache_ && (!opened->version.etag.empty() || !match_etags)) {
    opened->cached = cache_->Open(opened->object->name(), opened->version);
  }
  const std::uint64_t pages =
      (std::min(opened->version.size, kStart) + kPageBytes - 1) / kPageBytes;
  pages_.Add(opened->number, 0, pages, kStart / kPageBytes,
             [&](std::uint64_t, std::uint64_t) { return start; });
  return opened;
}

std::shared_ptr<remote::RemoteObject> RemoteSession::ObjectAt(const std::string& path) {
  if (!remote::IsS3Name(path)) return std::make_shared<remote::WebObject>(path);
  return std::make_shared<remote::StoredObject>(path, StoreOf(remote::ParseS3Name(path).scheme));
}

std::shared_ptr<remote::S3Store> RemoteSession::StoreOf(remote::S3Scheme scheme) {
  const MutexLock lock(mutex_);
  std::shared_ptr<remote::S3Store>& store = stores_[scheme];
  if (!store) {
    const RemoteOptions& options = client_.options();
    store = std::make_shared<remote::S3Store>(
        scheme, remote::S3Context{.environment = remote::ProcessEnvironment(),
                                  .exchange = remote::WatchedExchange(options.on_wait),
                                  .options = options.s3,
                                  .on_wait = options.on_wait});
  }
  return store;
}

std::vector<std::string> RemoteSession::List(const std::string& start) {
  if (!remote::IsS3Name(start)) {
    throw Error(ErrorCode::kUnsupported,
                "web servers do not list their files; name the manifest or the PREFIX of a set",
                {.file = start});
  }
  const remote::S3Location location = remote::ParseS3Name(start);
  const RemoteOptions& options = client_.options();
  remote::StoreSender sender(StoreOf(location.scheme), {.max_attempts = options.max_attempts,
                                                        .connect_limit = options.connect_limit,
                                                        .quiet_limit = kListLimit});
  if (options.on_wait) sender.SetObserver([&](std::uint64_t) { options.on_wait(); });
  std::vector<std::string> names;
  for (const remote::S3Object& object : remote::ListObjects(sender, location)) {
    remote::S3Location found = location;
    found.key = object.key;
    names.push_back(remote::FormatS3Name(found));
  }
  return names;
}

}  // namespace imrec
