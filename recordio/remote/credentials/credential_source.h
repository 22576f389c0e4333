// The places where AWS credentials are looked for.
#ifndef IMREC_RECORDIO_REMOTE_CREDENTIALS_CREDENTIAL_SOURCE_H_
#define IMREC_RECORDIO_REMOTE_CREDENTIALS_CREDENTIAL_SOURCE_H_

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "recordio/remote/credentials/aws_credentials.h"
#include "recordio/remote/environment.h"
#include "recordio/remote/http/http_message.h"
#include "recordio/remote/utc_time.h"

namespace imrec::remote {

/// What sources need of the outside.
struct CredentialContext {
  Environment environment;
  HttpExchange exchange;             // must not follow redirects
  std::function<TimePoint()> now;    // the current time
  std::string profile = {};          // chosen explicitly; empty: AWS_PROFILE or `default`
  std::string region = "us-east-1";  // of the STS endpoint
  /// Called about 20 times per second by a thread that waits for a command, or until another one
  /// has credentials. What it throws ends the wait, within a WaitStopped. May be empty.
  std::function<void()> on_wait = {};
};

/// Looks in one place. Returns nullopt if nothing is configured there; throws Error if what is
/// configured does not give credentials.
using CredentialLookup = std::optional<AwsCredentials> (*)(const CredentialContext& context);

struct CredentialSource {
  std::string_view name;  // for messages: what was looked for
  CredentialLookup look_up;
  // Whether it is used although a profile was chosen explicitly.
  bool with_explicit_profile;
};

/// All sources, in the order in which they are tried.
std::span<const CredentialSource> CredentialSources();

/// The sources: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_WEB_IDENTITY_TOKEN_FILE,
/// ~/.aws/credentials and ~/.aws/config, AWS_CONTAINER_CREDENTIALS_*, and the metadata service of
/// EC2 instances.
std::optional<AwsCredentials> EnvironmentCredentials(const CredentialContext& context);
std::optional<AwsCredentials> WebIdentityCredentials(const CredentialContext& context);
std::optional<AwsCredentials> ProfileCredentials(const CredentialContext& context);
std::optional<AwsCredentials> ContainerCredentials(const CredentialContext& context);
std::optional<AwsCredentials> InstanceCredentials(const CredentialContext& context);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_CREDENTIALS_CREDENTIAL_SOURCE_H_
