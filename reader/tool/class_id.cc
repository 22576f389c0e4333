#include "reader/tool/class_id.h"

#include <array>
#include <charconv>
#include <cmath>

namespace imrec::tool {

std::optional<std::uint32_t> ClassIdOf(float label) {
  // Written so that a value that is not a number fails: only then may it be converted.
  if (!(label >= 0 && label <= static_cast<float>(kMaxClassId))) return std::nullopt;
  const auto id = static_cast<std::uint32_t>(label);
  if (static_cast<float>(id) != label) return std::nullopt;
  return id;
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
