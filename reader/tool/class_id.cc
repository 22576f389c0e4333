#include "reader/tool/class_id.h"

#include <array>
#include <charconv>
#include <cmath>

#include <imrec/label_layout.h>

namespace imrec::tool {

std::optional<std::uint32_t> ClassIdOf(float label) {
  if (!IsClassId(label)) return std::nullopt;
  return static_cast<std::uint32_t>(label);
}

std::string LabelText(float label) {
  if (std::isnan(label)) return "nan";
  if (const std::optional<std::uint32_t> id = ClassIdOf(label)) return std::to_string(*id);
  std::array<char, 32> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), label);
  return {digits.data(), result.ptr};
}

bool LabelLess::operator()(float a, float b) const {
  if (std::isnan(a) || std::isnan(b)) return !std::isnan(a) && std::isnan(b);
  return a < b;
}

}  // namespace imrec::tool
