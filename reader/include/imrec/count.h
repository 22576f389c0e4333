// A non-negative option value that converts from any integer type.
#ifndef IMREC_COUNT_H_
#define IMREC_COUNT_H_

#include <concepts>
#include <cstdint>
#include <string>

#include <imrec/export.h>

namespace imrec {

/// A whole number >= 0. Converts from any integer type, so that ranks and sizes need no cast. A
/// negative number is stored as such; the code that uses the option checks the range and reports
/// the option.
class IMREC_EXPORT Count {
 public:
  template <std::integral Integer>
  constexpr Count(Integer value)  // NOLINT(google-explicit-constructor): that is its purpose
      : value_(static_cast<std::uint64_t>(value)), negative_(value < Integer{0}) {}

  constexpr operator std::uint64_t() const {  // NOLINT(google-explicit-constructor)
    return value_;
  }
  constexpr bool negative() const { return negative_; }

  /// Returns the number as the caller gave it, in decimal.
  std::string Text() const {
    return negative_ ? std::to_string(static_cast<std::int64_t>(value_)) : std::to_string(value_);
  }

 private:
  std::uint64_t value_;
  bool negative_;
};

}  // namespace imrec

#endif  // IMREC_COUNT_H_
