// Classes of characters that do not depend on the locale.
#ifndef IMREC_RECORDIO_REMOTE_ASCII_H_
#define IMREC_RECORDIO_REMOTE_ASCII_H_

#include <string>
#include <string_view>

namespace imrec::remote {

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }

inline bool IsAlphanumeric(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Replaces A-Z by a-z.
inline std::string ToLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_ASCII_H_
