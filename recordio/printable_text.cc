#include "recordio/internal/printable_text.h"

#include <array>
#include <cstddef>
#include <cstdio>

namespace imrec {
namespace {

void AppendEscaped(unsigned char byte, std::string& text) {
  switch (byte) {
    case '\n':
      text += "\\n";
      return;
    case '\r':
      text += "\\r";
      return;
    case '\t':
      text += "\\t";
      return;
    default:
      std::array<char, 8> code;
      std::snprintf(code.data(), code.size(), "\\x%02x", byte);
      text += code.data();
  }
}

// The control characters U+0080 to U+009F, among them another start of escape sequences.
bool IsHighControl(std::string_view text) {
  return text.size() > 1 && text[0] == '\xC2' && static_cast<unsigned char>(text[1]) < 0xA0;
}

}  // namespace

std::string PrintableText(std::string_view text, LineEnds line_ends) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_kept = line_ends == LineEnds::kKeep && (byte == '\n' || byte == '\t');
    if (IsHighControl(text.substr(i))) {
      AppendEscaped(static_cast<unsigned char>(text[++i]), result);
    } else if ((byte >= 0x20 && byte != 0x7F) || is_kept) {
      result += text[i];
    } else {
      AppendEscaped(byte, result);
    }
  }
  return result;
}

}  // namespace imrec
