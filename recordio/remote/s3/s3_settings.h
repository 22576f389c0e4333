// Where an S3 store is and how its URLs look: from options, environment and profile.
#ifndef IMREC_RECORDIO_REMOTE_S3_S3_SETTINGS_H_
#define IMREC_RECORDIO_REMOTE_S3_S3_SETTINGS_H_

#include <optional>
#include <string>

#include <imrec/remote_options.h>

#include "recordio/remote/credentials/aws_profile.h"
#include "recordio/remote/environment.h"

namespace imrec::remote {

/// s3://, or gs:// for Google Cloud Storage by its S3-compatible interface.
enum class S3Scheme { kS3, kGs };

struct S3Settings {
  std::string endpoint = {};  // without a slash at its end; empty: AWS's own for the region
  std::string region = {};    // for signatures and AWS's endpoints
  bool anonymous = false;
  // nullopt: as the endpoint needs it (path style for endpoints given by hand and for buckets that
  // cannot be part of a host name)
  std::optional<bool> path_style = std::nullopt;
};

/// Returns the settings. The endpoint is that of the options, AWS_ENDPOINT_URL_S3,
/// AWS_ENDPOINT_URL, the profile's services section or its endpoint_url; all but the first are
/// ignored if AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true. The region is that of the options,
/// AWS_REGION, AWS_DEFAULT_REGION, the profile, or us-east-1, which a store corrects in its
/// response. With gs://, only the options count: the endpoint is else Google's, the region `auto`.
/// Throws Error(kInvalidArgument) if a value is malformed, Error(kNotFound) if the profile does not
/// exist.
S3Settings ResolveS3Settings(const S3Options& options, S3Scheme scheme,
                             const Environment& environment, const AwsProfiles& profiles);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_S3_S3_SETTINGS_H_
