#include <imrec/error.h>

#include "recordio/remote/credentials/credential_source.h"

namespace imrec::remote {

std::optional<AwsCredentials> EnvironmentCredentials(const CredentialContext& context) {
  AwsCredentials credentials;
  credentials.access_key = ValueOf(context.environment, "AWS_ACCESS_KEY_ID");
  credentials.secret_key = ValueOf(context.environment, "AWS_SECRET_ACCESS_KEY");
  credentials.session_token = ValueOf(context.environment, "AWS_SESSION_TOKEN");
  credentials.source = "AWS_ACCESS_KEY_ID";
  if (credentials.access_key.empty() && credentials.secret_key.empty()) return std::nullopt;
  if (credentials.access_key.empty() || credentials.secret_key.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY should both be set");
  }
  return credentials;
}

}  // namespace imrec::remote
