// URLs of http and https: their parts, and percent-encoding.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_URL_H_
#define IMREC_RECORDIO_REMOTE_HTTP_URL_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace imrec::remote {

/// The parts of a URL, as they are written in it.
struct Url {
  std::string scheme;     // "http" or "https"
  std::string authority;  // host and port, which is left out if it is the scheme's own
  std::string path;       // begins with '/'
  std::string query;      // without '?'
};

/// Splits a URL. Throws Error(kInvalidArgument) if it is not one of http or https with a host, or
/// has user information, a fragment or characters that must be percent-encoded. Messages do not
/// show the query, which may be secret.
Url ParseUrl(std::string_view text);

/// Returns the host of an authority in lower case, without port and brackets.
std::string HostOf(std::string_view authority);

/// Encodes all bytes but A-Z a-z 0-9 - . _ ~ as %XX, as RFC 3986 and AWS's signatures need it.
std::string PercentEncode(std::string_view text);

/// As PercentEncode(), but leaves '/' as it is.
std::string PercentEncodePath(std::string_view text);

/// Decodes %XX to bytes and '+' to a space. Returns nullopt if a '%' is not followed by two
/// hexadecimal digits.
std::optional<std::string> FormDecode(std::string_view text);

/// Returns `name=value&...`, encoded and sorted by name.
std::string QueryString(std::vector<std::pair<std::string, std::string>> parameters);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_URL_H_
