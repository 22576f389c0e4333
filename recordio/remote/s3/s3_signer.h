// AWS Signature Version 4 in headers.
#ifndef IMREC_RECORDIO_REMOTE_S3_S3_SIGNER_H_
#define IMREC_RECORDIO_REMOTE_S3_S3_SIGNER_H_

#include <string>

#include "recordio/remote/credentials/aws_credentials.h"
#include "recordio/remote/http/http_message.h"
#include "recordio/remote/utc_time.h"

namespace imrec::remote {

/// What a signature is valid for.
struct SigningScope {
  std::string region;
  std::string service = "s3";
};

/// Signs the request: sets x-amz-date, x-amz-security-token (if there is a token), authorization
/// and, for S3, x-amz-content-sha256, and replaces those of an earlier signature. The path and the
/// names and values of the query must be percent-encoded as by PercentEncodePath() and
/// PercentEncode(); the query may be in any order. All headers that the request has are signed; the
/// client may add others, but not change these, nor follow a redirect. The host header is signed as
/// clients derive it from the URL; it is not added. Throws Error(kInvalidArgument) if the URL or a
/// header is malformed, Error(kIo) if libcrypto fails.
void SignRequest(HttpRequest& request, const AwsCredentials& credentials, const SigningScope& scope,
                 TimePoint time);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_S3_S3_SIGNER_H_
