// Keys that sign requests.
#ifndef IMREC_RECORDIO_REMOTE_CREDENTIALS_AWS_CREDENTIALS_H_
#define IMREC_RECORDIO_REMOTE_CREDENTIALS_AWS_CREDENTIALS_H_

#include <optional>
#include <string>

#include "recordio/remote/utc_time.h"

namespace imrec::remote {

struct AwsCredentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token = {};                      // empty if there is none
  std::optional<TimePoint> expiration = std::nullopt;  // nullopt: unlimited, or not known
  std::string source = {};                             // where they come from, for messages

  /// Whether both sign alike.
  bool SameKeys(const AwsCredentials& other) const {
    return access_key == other.access_key && secret_key == other.secret_key &&
           session_token == other.session_token;
  }
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_CREDENTIALS_AWS_CREDENTIALS_H_
