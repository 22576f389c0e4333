// Credentials of a role for a token that an identity provider issued.
#ifndef IMREC_RECORDIO_REMOTE_CREDENTIALS_WEB_IDENTITY_H_
#define IMREC_RECORDIO_REMOTE_CREDENTIALS_WEB_IDENTITY_H_

#include <string>

#include "recordio/remote/credentials/credential_source.h"

namespace imrec::remote {

struct WebIdentity {
  std::string role_arn;
  std::string token_file;
  std::string session_name = {};  // empty: one is made up
};

/// Reads the token, which may have changed since the last call, and asks STS
/// (AssumeRoleWithWebIdentity) at AWS_ENDPOINT_URL_STS or AWS's endpoint for the region. Throws
/// Error if the file cannot be read or STS refuses.
AwsCredentials AssumeRole(const WebIdentity& identity, const CredentialContext& context);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_CREDENTIALS_WEB_IDENTITY_H_
