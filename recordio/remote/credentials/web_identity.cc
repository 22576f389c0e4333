#include "recordio/remote/credentials/web_identity.h"

#include <chrono>

#include <imrec/error.h>
#include <tinyxml2.h>

#include "recordio/internal/read_file.h"
#include "recordio/internal/text_lines.h"
#include "recordio/remote/aws_error.h"
#include "recordio/remote/http/repeat_exchange.h"
#include "recordio/remote/http/url.h"
#include "recordio/remote/xml_text.h"

namespace imrec::remote {
namespace {

constexpr std::chrono::seconds kStsLimit(5);
constexpr int kStsAttempts = 3;

std::string StsEndpoint(const CredentialContext& context) {
  std::string endpoint = ValueOf(context.environment, "AWS_ENDPOINT_URL_STS");
  if (!endpoint.empty()) return endpoint;
  const std::string& region = context.region;
  if (region.empty() || region == "auto") return "https://sts.amazonaws.com/";
  return "https://sts." + region +
         (region.starts_with("cn-") ? ".amazonaws.com.cn/" : ".amazonaws.com/");
}

AwsCredentials ParseResponse(const std::string& body, const std::string& source) {
  tinyxml2::XMLDocument document;
  const tinyxml2::XMLElement* element = nullptr;
  if (document.Parse(body.data(), body.size()) == tinyxml2::XML_SUCCESS) {
    element = document.FirstChildElement("AssumeRoleWithWebIdentityResponse");
  }
  for (const char* name : {"AssumeRoleWithWebIdentityResult", "Credentials"}) {
    if (element != nullptr) element = element->FirstChildElement(name);
  }
  if (element == nullptr) {
    throw Error(ErrorCode::kCorruptData, source + ": STS's response has no credentials");
  }
  AwsCredentials credentials;
  credentials.access_key = ChildText(*element, "AccessKeyId");
  credentials.secret_key = ChildText(*element, "SecretAccessKey");
  credentials.session_token = ChildText(*element, "SessionToken");
  credentials.expiration = ParseIsoTime(ChildText(*element, "Expiration"));
  credentials.source = source;
  if (credentials.access_key.empty() || credentials.secret_key.empty() ||
      credentials.session_token.empty() || !credentials.expiration) {
    throw Error(ErrorCode::kCorruptData, source + ": STS's response has incomplete credentials");
  }
  return credentials;
}

}  // namespace

AwsCredentials AssumeRole(const WebIdentity& identity, const CredentialContext& context) {
  const std::string source = "role " + identity.role_arn + " for '" + identity.token_file + "'";
  const std::string token_text = ReadTextFile(identity.token_file);
  const std::string_view token = TrimBlanks(token_text);
  if (token.empty()) {
    throw Error(ErrorCode::kCorruptData, "expected a web identity token, but the file is empty",
                {.file = identity.token_file});
  }
  HttpRequest request;
  request.method = "POST";
  request.url = StsEndpoint(context);
  request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
  request.body = QueryString(
      {{"Action", "AssumeRoleWithWebIdentity"},
       {"Version", "2011-06-15"},
       {"RoleArn", identity.role_arn},
       {"RoleSessionName", identity.session_name.empty() ? "imrec" : identity.session_name},
       {"WebIdentityToken", std::string(token)}});
  const HttpResponse response = RepeatExchange(context.exchange, request, kStsLimit, kStsAttempts);
  if (response.status != 200) {
    const AwsError error = ParseAwsError(response.body);
    throw Error(ErrorCode::kIo, source + ": STS responded with status " +
                                    std::to_string(response.status) +
                                    (error.code.empty() ? "" : " " + error.code) +
                                    (error.message.empty() ? "" : ": " + error.message));
  }
  return ParseResponse(response.body, source);
}

std::optional<AwsCredentials> WebIdentityCredentials(const CredentialContext& context) {
  WebIdentity identity;
  identity.token_file = ValueOf(context.environment, "AWS_WEB_IDENTITY_TOKEN_FILE");
  identity.role_arn = ValueOf(context.environment, "AWS_ROLE_ARN");
  identity.session_name = ValueOf(context.environment, "AWS_ROLE_SESSION_NAME");
  if (identity.token_file.empty()) return std::nullopt;
  if (identity.role_arn.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not");
  }
  return AssumeRole(identity, context);
}

}  // namespace imrec::remote
