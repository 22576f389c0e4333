#include "recordio/remote/http/web_object.h"

#include <array>
#include <cstdio>
#include <string_view>

#include <imrec/error.h>

#include "recordio/internal/remote_path.h"

namespace imrec::remote {
namespace {

// The characters of RFC 3986, and % of what is already encoded.
bool MayStay(unsigned char character) {
  constexpr std::string_view kOthers = "-._~:/?#[]@!$&'()*+,;=%";
  const bool alphanumeric = (character >= '0' && character <= '9') ||
                            (character >= 'A' && character <= 'Z') ||
                            (character >= 'a' && character <= 'z');
  return alphanumeric || kOthers.find(static_cast<char>(character)) != std::string_view::npos;
}

std::string Encoded(std::string_view url) {
  std::string encoded;
  for (const char character : url) {
    const auto byte = static_cast<unsigned char>(character);
    if (MayStay(byte)) {
      encoded += character;
      continue;
    }
    std::array<char, 4> code;
    std::snprintf(code.data(), code.size(), "%%%02X", byte);
    encoded += code.data();
  }
  return encoded;
}

}  // namespace

WebObject::WebObject(const std::string& url) : url_(Encoded(url.substr(0, url.find('#')))) {
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string::npos ? std::string::npos : scheme + 3;
  if (host == std::string::npos || host >= url.size() || url[host] == '/') {
    throw Error(ErrorCode::kInvalidArgument, "no URL of the form https://HOST/PATH", {.file = url});
  }
  name_ = ShownPath(url);
}

HttpRequest WebObject::Request(std::string method, std::vector<HttpHeader> headers) const {
  return {.method = std::move(method), .url = url_, .headers = std::move(headers), .body = {}};
}

}  // namespace imrec::remote
