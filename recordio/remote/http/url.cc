#include "recordio/remote/http/url.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

#include <imrec/error.h>

#include "recordio/remote/ascii.h"

namespace imrec::remote {
namespace {

[[noreturn]] void Refuse(std::string_view url, const std::string& reason) {
  throw Error(ErrorCode::kInvalidArgument,
              "'" + std::string(url.substr(0, url.find('?'))) + "' " + reason);
}

bool IsUnreserved(char c) {
  return IsAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

std::string Encode(std::string_view text, bool keep_slash) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (IsUnreserved(c) || (keep_slash && c == '/')) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kDigits[byte >> 4];
    encoded += kDigits[byte & 15];
  }
  return encoded;
}

bool IsPort(std::string_view text) {
  return text.empty() || (text.size() <= 5 && std::ranges::all_of(text, IsDigit));
}

// Returns the position of the colon before the port, or npos.
std::size_t PortColon(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  const std::size_t bracket = authority.rfind(']');  // the end of an IPv6 address
  if (colon == std::string_view::npos || bracket == std::string_view::npos) return colon;
  return colon > bracket ? colon : std::string_view::npos;
}

}  // namespace

Url ParseUrl(std::string_view text) {
  const auto is_allowed = [](char c) {
    return IsUnreserved(c) || std::string_view("%:/?#[]@!$&'()*+,;=").find(c) != std::string::npos;
  };
  if (!std::ranges::all_of(text, is_allowed)) {
    Refuse(text, "has characters that must be percent-encoded in a URL");
  }
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) Refuse(text, "should begin with http:// or https://");
  Url url;
  url.scheme = ToLower(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https") {
    Refuse(text, "should begin with http:// or https://");
  }
  if (text.find('#') != std::string_view::npos) Refuse(text, "should have no fragment (#)");
  std::string_view rest = text.substr(colon + 3);
  const std::size_t question = rest.find('?');
  if (question != std::string_view::npos) {
    url.query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  std::string_view authority = rest.substr(0, rest.find('/'));
  url.path = authority.size() < rest.size() ? rest.substr(authority.size()) : "/";
  if (authority.find('@') != std::string_view::npos) {
    // The name and password are not repeated.
    throw Error(ErrorCode::kInvalidArgument, "a URL should have no user name or password");
  }
  const std::size_t port_colon = PortColon(authority);
  if (port_colon != std::string_view::npos) {
    const std::string_view port = authority.substr(port_colon + 1);
    if (!IsPort(port)) Refuse(text, "has a malformed port");
    if (port.empty() || port == (url.scheme == "http" ? "80" : "443")) {
      authority = authority.substr(0, port_colon);
    }
  }
  url.authority = authority;
  if (HostOf(authority).empty()) Refuse(text, "has no host");
  return url;
}

std::string HostOf(std::string_view authority) {
  std::string host = ToLower(authority.substr(0, PortColon(authority)));
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    return host.substr(1, host.size() - 2);
  }
  return host;
}

std::string PercentEncode(std::string_view text) { return Encode(text, false); }

std::string PercentEncodePath(std::string_view text) { return Encode(text, true); }

std::optional<std::string> FormDecode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const std::string_view digits = text.substr(i + 1, 2);
    unsigned byte = 0;
    const auto [stop, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() < 2 || error != std::errc() || stop != digits.data() + 2) return std::nullopt;
    decoded += static_cast<char>(byte);
    i += 2;
  }
  return decoded;
}

std::string QueryString(std::vector<std::pair<std::string, std::string>> parameters) {
  for (auto& [name, value] : parameters) {
    name = PercentEncode(name);
    value = PercentEncode(value);
  }
  std::ranges::sort(parameters);
  std::string query;
  for (const auto& [name, value] : parameters) {
    if (!query.empty()) query += '&';
    query += name;
    query += '=';
    query += value;
  }
  return query;
}

}  // namespace imrec::remote
