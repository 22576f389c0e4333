#include "recordio/internal/utf8.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include <imrec/error.h>

#include "recordio/internal/text_lines.h"

namespace imrec {

bool IsUtf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[i + k]); };
    const unsigned char lead = byte(0);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(k) & 0xC0) != 0x80) return false;
    }
    // Reject overlong forms, surrogates, and code points above U+10FFFF.
    if (length > 2) {
      const unsigned char second = byte(1);
      if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
          (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) {
        return false;
      }
    }
    i += length;
  }
  return true;
}

void RequireUtf8(std::string_view text, const std::string& file) {
  if (IsUtf8(text)) return;
  for (TextLines lines(text); lines.Next();) {
    if (IsUtf8(lines.line())) continue;
    throw Error(ErrorCode::kCorruptData,
                "is not UTF-8 text; convert it first, for example by iconv",
                {.file = file, .line = lines.number()});
  }
  throw Error(ErrorCode::kCorruptData, "is not UTF-8 text; convert it first, for example by iconv",
              {.file = file});
}

}  // namespace imrec
