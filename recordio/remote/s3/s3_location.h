// Names of objects in S3 (s3://bucket/key) and their URLs.
#ifndef IMREC_RECORDIO_REMOTE_S3_S3_LOCATION_H_
#define IMREC_RECORDIO_REMOTE_S3_S3_LOCATION_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "recordio/remote/s3/s3_settings.h"

namespace imrec::remote {

/// An object, or the objects whose keys begin with `key`.
struct S3Location {
  S3Scheme scheme = S3Scheme::kS3;
  std::string bucket = {};
  std::string key = {};  // not percent-encoded; without the slash after the bucket; may be empty
};

/// Whether the text begins with s3:// or gs://.
bool IsS3Name(std::string_view text);

/// Parses s3://BUCKET/KEY or gs://BUCKET/KEY. The key is taken as it is: '%', '?', '#' and spaces
/// have no special meaning. Throws Error(kInvalidArgument) if the bucket or key is invalid, or
/// Error(kUnsupported) for a directory bucket.
S3Location ParseS3Name(std::string_view text);

/// Returns s3://BUCKET/KEY.
std::string FormatS3Name(const S3Location& location);

/// Returns the URL of the object, with a query if it is not empty, percent-encoded as SignRequest()
/// needs it. A key may contain `.` and `..` between slashes; the client must not resolve them
/// (CURLOPT_PATH_AS_IS). Throws Error(kInvalidArgument) if the key is empty.
std::string ObjectUrl(const S3Settings& settings, const S3Location& location,
                      std::vector<std::pair<std::string, std::string>> query = {});

/// Returns the URL of the bucket with a query.
std::string BucketUrl(const S3Settings& settings, const std::string& bucket,
                      std::vector<std::pair<std::string, std::string>> query);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_S3_S3_LOCATION_H_
