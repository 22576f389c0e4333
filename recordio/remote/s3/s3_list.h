// Pages of ListObjectsV2.
#ifndef IMREC_RECORDIO_REMOTE_S3_S3_LIST_H_
#define IMREC_RECORDIO_REMOTE_S3_S3_LIST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace imrec::remote {

struct S3Object {
  std::string key;
  std::uint64_t size = 0;
  std::string etag;  // with its quotes, as If-Match takes it

  friend bool operator==(const S3Object&, const S3Object&) = default;
};

struct S3ListPage {
  std::vector<S3Object> objects;
  std::vector<std::string> common_prefixes;
  std::string next_token;  // of the next page; empty: this is the last
};

/// Returns the query of a page, for BucketUrl(): the objects whose keys begin with `prefix`, those
/// with a `delimiter` (may be empty) after it joined into common prefixes. `token` is that of the
/// page before, or empty for the first.
std::vector<std::pair<std::string, std::string>> S3ListQuery(const std::string& prefix,
                                                             const std::string& delimiter,
                                                             const std::string& token);

/// Parses the body of a response. Throws Error(kCorruptData) if it is not a list, a field is
/// missing or malformed, or more pages follow but no token is given.
S3ListPage ParseS3ListPage(std::string_view body);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_S3_S3_LIST_H_
