// Finds the shortest text of a number that serves a purpose.
#ifndef IMREC_READER_TOOL_ANNOTATIONS_SHORTEST_DECIMAL_H_
#define IMREC_READER_TOOL_ANNOTATIONS_SHORTEST_DECIMAL_H_

#include <cmath>
#include <string>

namespace imrec::tool {

/// More decimals than a double has near 1.
inline constexpr int kMostDecimals = 20;

/// Returns `value` with this number of decimals.
std::string Decimal(double value, int decimals);

/// Returns the value of a decimal.
double ValueOfDecimal(const std::string& decimal);

/// Returns the shortest decimal near `value` for which `accepts(double)` is true, with at least
/// `decimals` of them. If there is none, returns the value with kMostDecimals.
template <typename Accepts>
std::string ShortestDecimal(double value, int decimals, const Accepts& accepts) {
  for (; decimals <= kMostDecimals; ++decimals) {
    const double step = std::pow(10.0, -decimals);
    // Try the nearest decimal first; its neighbours may serve if it does not.
    for (const double near : {value, value + step, value - step}) {
      std::string text = Decimal(near, decimals);
      if (accepts(ValueOfDecimal(text))) return text;
    }
  }
  return Decimal(value, kMostDecimals);
}

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_ANNOTATIONS_SHORTEST_DECIMAL_H_
