// Recognises formats by the first bytes of files.
#ifndef IMREC_IMAGE_SIGNATURE_H_
#define IMREC_IMAGE_SIGNATURE_H_

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

namespace imrec {

/// Returns true if `bytes` begins with the bytes of `signature`.
inline bool StartsWith(std::span<const std::byte> bytes, std::string_view signature) {
  return bytes.size() >= signature.size() &&
         std::ranges::equal(bytes.first(signature.size()), std::as_bytes(std::span(signature)));
}

}  // namespace imrec

#endif  // IMREC_IMAGE_SIGNATURE_H_
