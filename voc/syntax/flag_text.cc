#include "voc/syntax/flag_text.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "voc/syntax/number_text.h"

namespace imrec {

std::optional<bool> ParseFlag(std::string_view text) {
  if (text.empty()) return false;
  if (const auto number = ParseNumber(text)) return *number > 0;
  const auto is = [&](std::string_view word) {
    return std::ranges::equal(text, word, {},
                              [](char c) { return std::tolower(static_cast<unsigned char>(c)); });
  };
  if (std::ranges::any_of(std::array{"true", "t", "yes", "y"}, is)) return true;
  if (std::ranges::any_of(std::array{"false", "f", "no", "n"}, is)) return false;
  return std::nullopt;
}

}  // namespace imrec
