// A range of bytes of a remote object, while it is fetched and after that.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_FETCH_H_
#define IMREC_RECORDIO_REMOTE_HTTP_FETCH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <imrec/error.h>

#include "recordio/remote/http/byte_buffers.h"
#include "recordio/remote/http/remote_object.h"

namespace imrec::remote {

/// The version of an object that is read. All of its bytes must be of the same version.
struct ObjectVersion {
  std::uint64_t size = 0;
  std::string etag;  // as the server sent it; empty if it sends none
};

class Fetch;

/// What to fetch.
struct FetchRequest {
  std::shared_ptr<RemoteObject> object;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // at least 1; more than the object has if its size is not known
  std::optional<ObjectVersion> version = {};  // nullopt: any; the response says which
  /// Called once, in the client's thread or that of a reader, when the fetch is done; null if it
  /// failed. Must not wait.
  std::function<void(std::shared_ptr<const Fetch>)> on_done = {};
};

/// A range that a Client fetches. What it contains may be used after Client::Wait().
class Fetch {
 public:
  explicit Fetch(FetchRequest request) : request_(std::move(request)) {}
  ~Fetch() {
    if (buffers_) buffers_->Give(std::move(bytes_));
  }
  Fetch(const Fetch&) = delete;
  Fetch& operator=(const Fetch&) = delete;

  const FetchRequest& request() const { return request_; }
  /// The bytes: fewer than were asked for if the object ends before.
  const std::vector<std::byte>& bytes() const { return bytes_; }
  const ObjectVersion& version() const { return version_; }

 private:
  friend class Client;

  const FetchRequest request_;
  // Written by the client's thread before done_ is set; see Client::Wait().
  std::vector<std::byte> bytes_;
  std::shared_ptr<ByteBuffers> buffers_;  // that get bytes_ in the end
  ObjectVersion version_;
  std::optional<Error> error_;
  bool done_ = false;  // guarded by Client::mutex_, which an annotation here cannot name
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_FETCH_H_
