#include "recordio/remote/s3/s3_signer.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

#include <imrec/error.h>

#include "recordio/remote/ascii.h"
#include "recordio/remote/http/url.h"

namespace imrec::remote {
namespace {

using Sha256 = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::array<std::string_view, 4> kOwnHeaders = {"authorization", "x-amz-content-sha256",
                                                         "x-amz-date", "x-amz-security-token"};

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Hex(const Sha256& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string Sha256Hex(std::string_view text) {
  Sha256 digest;
  if (::SHA256(Bytes(text), text.size(), digest.data()) == nullptr) {
    throw Error(ErrorCode::kIo, "libcrypto cannot compute SHA-256");
  }
  return Hex(digest);
}

Sha256 HmacSha256(std::string_view key, std::string_view text) {
  Sha256 digest;
  if (::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(text), text.size(),
             digest.data(), nullptr) == nullptr) {
    throw Error(ErrorCode::kIo, "libcrypto cannot compute HMAC-SHA256");
  }
  return digest;
}

Sha256 HmacSha256(const Sha256& key, std::string_view text) {
  return HmacSha256({reinterpret_cast<const char*>(key.data()), key.size()}, text);
}

// Without blanks at both ends, and with one space for several.
std::string CollapseBlanks(std::string_view value) {
  std::string collapsed;
  bool blank = false;
  for (const char c : value) {
    if (c == ' ' || c == '\t') {
      blank = true;
      continue;
    }
    if (blank && !collapsed.empty()) collapsed += ' ';
    blank = false;
    collapsed += c;
  }
  return collapsed;
}

std::map<std::string, std::string> CanonicalHeaders(const HttpRequest& request,
                                                    const std::string& host) {
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : request.headers) {
    if (value.find_first_of("\r\n") != std::string::npos) {
      throw Error(ErrorCode::kInvalidArgument, "header '" + name + "' contains a line break");
    }
    const auto [entry, inserted] = headers.emplace(ToLower(name), CollapseBlanks(value));
    if (!inserted) entry->second += "," + CollapseBlanks(value);
  }
  headers.emplace("host", host);
  return headers;
}

// Sorted, and with '=' also after names without value.
std::string CanonicalQuery(std::string_view query) {
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), parameter.size() + 1));
    if (parameter.empty()) continue;
    const std::string_view name = parameter.substr(0, parameter.find('='));
    parameters.emplace_back(name, parameter.substr(std::min(parameter.size(), name.size() + 1)));
  }
  std::ranges::sort(parameters);
  std::string canonical;
  for (const auto& [name, value] : parameters) {
    if (!canonical.empty()) canonical += '&';
    canonical.append(name).append("=").append(value);
  }
  return canonical;
}

}  // namespace

void SignRequest(HttpRequest& request, const AwsCredentials& credentials, const SigningScope& scope,
                 TimePoint time) {
  const Url url = ParseUrl(request.url);
  std::erase_if(request.headers, [](const HttpHeader& header) {
    return std::ranges::find(kOwnHeaders, ToLower(header.name)) != kOwnHeaders.end();
  });
  const std::string date_time = FormatAmzDate(time);
  const std::string body_digest = request.file ? request.file->sha256 : Sha256Hex(request.body);
  if (scope.service == "s3") request.headers.push_back({"x-amz-content-sha256", body_digest});
  request.headers.push_back({"x-amz-date", date_time});
  if (!credentials.session_token.empty()) {
    request.headers.push_back({"x-amz-security-token", credentials.session_token});
  }

  std::string header_lines;
  std::string names;
  for (const auto& [name, value] : CanonicalHeaders(request, url.authority)) {
    header_lines.append(name).append(":").append(value).append("\n");
    if (!names.empty()) names += ';';
    names += name;
  }
  const std::string canonical_request = request.method + "\n" + url.path + "\n" +
                                        CanonicalQuery(url.query) + "\n" + header_lines + "\n" +
                                        names + "\n" + body_digest;

  const std::string date = date_time.substr(0, 8);
  const std::string scope_text = date + "/" + scope.region + "/" + scope.service + "/aws4_request";
  const std::string to_sign = std::string(kAlgorithm) + "\n" + date_time + "\n" + scope_text +
                              "\n" + Sha256Hex(canonical_request);
  Sha256 key = HmacSha256("AWS4" + credentials.secret_key, date);
  for (const std::string_view part :
       {std::string_view(scope.region), std::string_view(scope.service),
        std::string_view("aws4_request")}) {
    key = HmacSha256(key, part);
  }
  request.headers.push_back({"authorization", std::string(kAlgorithm) +
                                                  " Credential=" + credentials.access_key + "/" +
                                                  scope_text + ", SignedHeaders=" + names +
                                                  ", Signature=" + Hex(HmacSha256(key, to_sign))});
}

}  // namespace imrec::remote
