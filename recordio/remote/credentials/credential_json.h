// Credentials as JSON, as the metadata services and credential_process give them.
#ifndef IMREC_RECORDIO_REMOTE_CREDENTIALS_CREDENTIAL_JSON_H_
#define IMREC_RECORDIO_REMOTE_CREDENTIALS_CREDENTIAL_JSON_H_

#include <string>
#include <string_view>

#include "recordio/remote/credentials/aws_credentials.h"

namespace imrec::remote {

/// Parses an object with AccessKeyId, SecretAccessKey, Expiration and the session token under the
/// name `token_field`; the last two are optional. Throws Error(kCorruptData) with `source`, but
/// without any of the text, which may be secret. An object with a `Code` other than Success is an
/// error with that code.
AwsCredentials ParseCredentialJson(std::string_view text, const std::string& token_field,
                                   const std::string& source);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_CREDENTIALS_CREDENTIAL_JSON_H_
