// Error responses of S3 and STS.
#ifndef IMREC_RECORDIO_REMOTE_AWS_ERROR_H_
#define IMREC_RECORDIO_REMOTE_AWS_ERROR_H_

#include <string>
#include <string_view>

namespace imrec::remote {

/// The fields of an <Error>; empty if absent.
struct AwsError {
  std::string code;  // as NoSuchKey
  std::string message;
  std::string request_id;
  std::string region;    // that the request should be signed for
  std::string endpoint;  // the host that the request should be sent to
};

/// Parses the body of an error. Returns empty fields if it is not XML with an <Error>: responses to
/// HEAD have no body, and proxies send HTML.
AwsError ParseAwsError(std::string_view body);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_AWS_ERROR_H_
