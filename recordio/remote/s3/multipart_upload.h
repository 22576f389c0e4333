// The parts of a large object, and the requests that make it.
#ifndef IMREC_RECORDIO_REMOTE_S3_MULTIPART_UPLOAD_H_
#define IMREC_RECORDIO_REMOTE_S3_MULTIPART_UPLOAD_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "recordio/internal/byte_source.h"
#include "recordio/internal/upload_options.h"
#include "recordio/remote/s3/store_sender.h"

namespace imrec::remote {

/// Returns the size of all parts but the last: at least `least`, and so long that there are no more
/// than 9,000 (S3 allows 10,000).
std::uint64_t PartSize(std::uint64_t size, std::uint64_t least);

/// Returns the id from the response to CreateMultipartUpload; empty if it has none.
std::string ParseUploadId(std::string_view body);

/// Returns the body of CompleteMultipartUpload. `etags` are those of the parts.
std::string CompletionBody(const std::vector<std::string>& etags);

/// Returns the ETag that S3 gives an object of parts with these MD5 sums (16 bytes each), quoted.
std::string MultipartEtag(const std::vector<std::string>& md5_of_parts);

/// One upload. If it fails, or if the sender's observer throws, the store is asked to drop its
/// parts.
class MultipartUpload {
 public:
  /// `sent` is increased by each part that has arrived. All must outlive this object.
  MultipartUpload(StoreSender& sender, std::shared_ptr<const ByteSource> file, S3Location to,
                  std::uint64_t part_bytes, std::uint64_t& sent);

  struct Result {
    std::string expected;    // ETag of the object; empty if it is not known
    std::string etag;        // what the store says
    bool is_unsure = false;  // the store may have completed the upload, and says nothing about it
  };
  Result Run(const std::vector<HttpHeader>& headers);

 private:
  void Begin(const std::vector<HttpHeader>& headers);
  void SendParts();
  StoreRequest PartRequest(std::uint64_t number);
  std::optional<std::string> Complete();
  void Abort() noexcept;

  StoreSender& sender_;
  const std::shared_ptr<const ByteSource> file_;
  const S3Location to_;
  const std::uint64_t part_bytes_;
  std::uint64_t& sent_;
  std::string id_;
  std::vector<std::string> etags_;
  std::vector<std::string> md5_;
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_S3_MULTIPART_UPLOAD_H_
