#include "recordio/remote/credentials/credential_json.h"

#include <imrec/error.h>
#include <nlohmann/json.hpp>

namespace imrec::remote {
namespace {

using Json = nlohmann::json;

[[noreturn]] void Fail(const std::string& source, const std::string& reason) {
  throw Error(ErrorCode::kCorruptData, source + ": " + reason);
}

// Returns the text, or an empty one if the field is absent or null.
std::string OptionalText(const Json& object, const std::string& field, const std::string& source) {
  const auto found = object.find(field);
  if (found == object.end() || found->is_null()) return {};
  if (!found->is_string()) Fail(source, "'" + field + "' should be a string");
  return found->get<std::string>();
}

std::string RequiredText(const Json& object, const std::string& field, const std::string& source) {
  std::string text = OptionalText(object, field, source);
  if (text.empty()) Fail(source, "'" + field + "' is missing");
  return text;
}

}  // namespace

AwsCredentials ParseCredentialJson(std::string_view text, const std::string& token_field,
                                   const std::string& source) {
  const Json object = Json::parse(text, nullptr, false);
  if (!object.is_object()) Fail(source, "expected a JSON object with credentials");
  const std::string code = OptionalText(object, "Code", source);
  if (!code.empty() && code != "Success") {
    Fail(source, "code " + code + ": " + OptionalText(object, "Message", source));
  }
  AwsCredentials credentials;
  credentials.access_key = RequiredText(object, "AccessKeyId", source);
  credentials.secret_key = RequiredText(object, "SecretAccessKey", source);
  credentials.session_token = OptionalText(object, token_field, source);
  const std::string expiration = OptionalText(object, "Expiration", source);
  if (!expiration.empty()) {
    credentials.expiration = ParseIsoTime(expiration);
    if (!credentials.expiration) {
      Fail(source,
           "'Expiration' should be a time as 2013-05-24T00:00:00Z, not '" + expiration + "'");
    }
  }
  credentials.source = source;
  return credentials;
}

}  // namespace imrec::remote
