#include "recordio/remote/credentials/credential_source.h"

#include <array>

namespace imrec::remote {

std::span<const CredentialSource> CredentialSources() {
  static constexpr std::array<CredentialSource, 5> kSources = {{
      {"AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", EnvironmentCredentials, false},
      {"AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN", WebIdentityCredentials, false},
      {"the profile in ~/.aws/credentials and ~/.aws/config", ProfileCredentials, true},
      {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI", ContainerCredentials, false},
      {"the metadata service of EC2", InstanceCredentials, false},
  }};
  return kSources;
}

}  // namespace imrec::remote
