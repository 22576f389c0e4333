#include "reader/tool/annotations/shortest_decimal.h"

#include <array>
#include <charconv>

namespace imrec::tool {

std::string Decimal(double value, int decimals) {
  // Finite floats have up to 39 digits before the point.
  std::array<char, 128> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                    std::chars_format::fixed, decimals);
  return {digits.data(), result.ptr};
}

double ValueOfDecimal(const std::string& decimal) {
  double value = 0;
  std::from_chars(decimal.data(), decimal.data() + decimal.size(), value);
  return value;
}

}  // namespace imrec::tool
