#include <algorithm>
#include <array>
#include <chrono>

#include <imrec/error.h>

#include "recordio/internal/read_file.h"
#include "recordio/internal/text_lines.h"
#include "recordio/remote/ascii.h"
#include "recordio/remote/credentials/credential_json.h"
#include "recordio/remote/credentials/credential_source.h"
#include "recordio/remote/http/repeat_exchange.h"
#include "recordio/remote/http/url.h"

namespace imrec::remote {
namespace {

constexpr std::chrono::seconds kContainerLimit(2);
constexpr int kContainerAttempts = 3;

constexpr std::string_view kHost = "169.254.170.2";
// Hosts to which the token may be sent unencrypted: this machine, and the agents of ECS and EKS.
constexpr std::array<std::string_view, 5> kPlainHosts = {"localhost", "::1", kHost,
                                                         "169.254.170.23", "fd00:ec2::23"};

// Whether the host is an address 127.x.x.x, as opposed to a name as 127.example.com.
bool IsLoopbackAddress(std::string_view host) {
  return host.starts_with("127.") && std::ranges::count(host, '.') == 3 &&
         std::ranges::all_of(host, [](char c) { return IsDigit(c) || c == '.'; });
}

std::string FullUrl(const std::string& text) {
  const Url url = ParseUrl(text);
  const std::string host = HostOf(url.authority);
  if (url.scheme == "http" && !IsLoopbackAddress(host) &&
      std::ranges::find(kPlainHosts, host) == kPlainHosts.end()) {
    throw Error(ErrorCode::kInvalidArgument,
                "AWS_CONTAINER_CREDENTIALS_FULL_URI should be an https URL, or have the address of "
                "this machine or of the agent of ECS or EKS, not '" +
                    host + "'");
  }
  return text;
}

// Returns an empty string if nothing is configured.
std::string CredentialUrl(const Environment& environment) {
  const std::string relative = ValueOf(environment, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  if (!relative.empty()) {
    if (!relative.starts_with('/')) {
      throw Error(ErrorCode::kInvalidArgument,
                  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI should begin with '/'");
    }
    return "http://" + std::string(kHost) + relative;
  }
  const std::string full = ValueOf(environment, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
  return full.empty() ? full : FullUrl(full);
}

// The file is read each time, because its token rotates.
std::string AuthorizationToken(const Environment& environment) {
  const std::string file = ValueOf(environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  std::string token = ValueOf(environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
  if (!file.empty()) token = TrimBlanks(ReadTextFile(file));
  if (token.find_first_of("\r\n") != std::string::npos) {
    throw Error(ErrorCode::kInvalidArgument,
                "the token of AWS_CONTAINER_AUTHORIZATION_TOKEN contains a line break");
  }
  return token;
}

}  // namespace

std::optional<AwsCredentials> ContainerCredentials(const CredentialContext& context) {
  HttpRequest request;
  request.url = CredentialUrl(context.environment);
  if (request.url.empty()) return std::nullopt;
  const std::string token = AuthorizationToken(context.environment);
  if (!token.empty()) request.headers.push_back({"authorization", token});
  const std::string source = "the container's credential service";
  const HttpResponse response =
      RepeatExchange(context.exchange, request, kContainerLimit, kContainerAttempts);
  if (response.status != 200) {
    throw Error(ErrorCode::kIo,
                source + " responded with status " + std::to_string(response.status));
  }
  return ParseCredentialJson(response.body, "Token", source);
}

}  // namespace imrec::remote
