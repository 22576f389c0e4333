#include <chrono>

#include <imrec/error.h>

#include "recordio/internal/text_lines.h"
#include "recordio/remote/credentials/credential_json.h"
#include "recordio/remote/credentials/credential_source.h"
#include "recordio/remote/http/repeat_exchange.h"
#include "recordio/remote/http/url.h"

namespace imrec::remote {
namespace {

// Short: on a machine that is not an EC2 instance, nobody responds.
constexpr std::chrono::seconds kInstanceLimit(1);
constexpr int kInstanceAttempts = 2;
constexpr const char* kEndpoint = "http://169.254.169.254";
constexpr const char* kTokenSeconds = "21600";
constexpr const char* kRolePath = "/latest/meta-data/iam/security-credentials/";
constexpr const char* kSource = "the metadata service of EC2";

class MetadataService {
 public:
  explicit MetadataService(const CredentialContext& context) : context_(context) {
    endpoint_ = ValueOf(context.environment, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
    if (endpoint_.empty()) endpoint_ = kEndpoint;
    while (endpoint_.ends_with('/')) endpoint_.pop_back();
  }

  // Returns false if there is no such service.
  bool FetchToken() {
    HttpRequest request;
    request.method = "PUT";
    request.url = endpoint_ + "/latest/api/token";
    request.headers = {{"x-aws-ec2-metadata-token-ttl-seconds", kTokenSeconds}};
    try {
      const HttpResponse response = Send(request);
      token_ = response.body;
      return response.status == 200 && !token_.empty();
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kIo) return false;
      throw;
    }
  }

  HttpResponse Get(const std::string& path) const {
    HttpRequest request;
    request.url = endpoint_ + path;
    request.headers = {{"x-aws-ec2-metadata-token", token_}};
    return Send(request);
  }

 private:
  HttpResponse Send(const HttpRequest& request) const {
    return RepeatExchange(context_.exchange, request, kInstanceLimit, kInstanceAttempts);
  }

  const CredentialContext& context_;
  std::string endpoint_;
  std::string token_;
};

void CheckStatus(const HttpResponse& response) {
  if (response.status == 200) return;
  throw Error(ErrorCode::kIo,
              std::string(kSource) + " responded with status " + std::to_string(response.status));
}

}  // namespace

std::optional<AwsCredentials> InstanceCredentials(const CredentialContext& context) {
  if (IsTrue(context.environment, "AWS_EC2_METADATA_DISABLED")) return std::nullopt;
  MetadataService service(context);
  if (!service.FetchToken()) return std::nullopt;
  const HttpResponse roles = service.Get(kRolePath);
  if (roles.status == 404) return std::nullopt;  // the instance has no role
  CheckStatus(roles);
  const std::string_view list = TrimBlanks(roles.body);
  const std::string role(TrimBlanks(list.substr(0, list.find('\n'))));
  if (role.empty()) return std::nullopt;
  const HttpResponse response = service.Get(kRolePath + PercentEncode(role));
  CheckStatus(response);
  return ParseCredentialJson(response.body, "Token", kSource);
}

}  // namespace imrec::remote
