// Any bytes as ~/.aws/config, ~/.aws/credentials, and credentials in JSON.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <imrec/error.h>

#include "recordio/remote/credentials/aws_profile.h"
#include "recordio/remote/credentials/credential_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  imrec::remote::AwsProfiles profiles;
  try {
    profiles.AddConfig(text, "config");
    profiles.AddCredentials(text, "credentials");
  } catch (const imrec::Error&) {
  }
  try {
    imrec::remote::ParseCredentialJson(text, "Token", "source");
  } catch (const imrec::Error&) {
  }
  return 0;
}
