#include <array>
#include <chrono>
#include <cstddef>

#include <imrec/error.h>

#include "recordio/remote/credentials/aws_profile.h"
#include "recordio/remote/credentials/credential_json.h"
#include "recordio/remote/credentials/credential_source.h"
#include "recordio/remote/credentials/run_command.h"
#include "recordio/remote/credentials/web_identity.h"

namespace imrec::remote {
namespace {

// A login by a browser or a device for a second factor takes its time.
constexpr std::chrono::seconds kProcessLimit(60);
constexpr std::size_t kMaxProcessOutput = std::size_t{64} * 1024;

// Settings of logins by a browser.
constexpr std::array kLoginSettings = {"sso_session", "sso_start_url", "sso_account_id",
                                       "login_session"};

[[noreturn]] void RefuseSetting(const std::string& profile, const std::string& setting) {
  throw Error(ErrorCode::kUnsupported,
              "profile '" + profile + "' uses " + setting +
                  ", which imrec does not support; set the variables that 'aws configure "
                  "export-credentials --profile " +
                  profile + " --format env' prints");
}

std::optional<AwsCredentials> StaticKeys(const AwsSection& profile, const std::string& source) {
  AwsCredentials credentials;
  credentials.access_key = profile.Get("aws_access_key_id");
  credentials.secret_key = profile.Get("aws_secret_access_key");
  credentials.session_token = profile.Get("aws_session_token");
  credentials.source = source;
  if (credentials.access_key.empty() && credentials.secret_key.empty()) return std::nullopt;
  if (credentials.access_key.empty() || credentials.secret_key.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                source + " should have both aws_access_key_id and aws_secret_access_key");
  }
  return credentials;
}

}  // namespace

std::optional<AwsCredentials> ProfileCredentials(const CredentialContext& context) {
  const AwsProfiles profiles = ReadAwsProfiles(context.environment);
  const AwsSection profile = FindAwsProfile(profiles, context.profile, context.environment);
  const std::string name = AwsProfileName(context.profile, context.environment);
  const std::string source = "profile '" + name + "'";

  // The order is that of AWS's own tools: a role first, then keys.
  const std::string token_file = profile.Get("web_identity_token_file");
  if (profile.Has("role_arn")) {
    if (token_file.empty()) RefuseSetting(name, "role_arn");
    return AssumeRole({.role_arn = profile.Get("role_arn"),
                       .token_file = token_file,
                       .session_name = profile.Get("role_session_name")},
                      context);
  }
  if (std::optional<AwsCredentials> keys = StaticKeys(profile, source)) return keys;
  const std::string command = profile.Get("credential_process");
  if (!command.empty()) {
    return ParseCredentialJson(
        RunCommand(command, kProcessLimit, kMaxProcessOutput, context.on_wait), "SessionToken",
        "credential_process of " + source);
  }
  for (const char* setting : kLoginSettings) {
    if (profile.Has(setting)) RefuseSetting(name, setting);
  }
  return std::nullopt;
}

}  // namespace imrec::remote
