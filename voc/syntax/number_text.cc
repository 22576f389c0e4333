#include "voc/syntax/number_text.h"

#include <charconv>
#include <cmath>
#include <system_error>

namespace imrec {

std::optional<double> ParseNumber(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::uint32_t> ParseWholeNumber(std::string_view text, std::uint32_t highest) {
  const std::optional<double> value = ParseNumber(text);
  if (!value || *value < 0 || *value > highest || *value != std::floor(*value)) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

}  // namespace imrec
