// Numbers of things, whatever integer type the caller has them in.
#ifndef IMREC_COUNT_H_
#define IMREC_COUNT_H_

#include <concepts>
#include <cstdint>
#include <string>

namespace imrec {

/// A whole number from 0 on that options are given as. It converts from any integer, so that ranks
/// and sizes need no cast; whether it is negative or too large is checked where the option is used,
/// which names it.
class Count {
 public:
  template <std::integral Integer>
  constexpr Count(Integer value)  // NOLINT(google-explicit-constructor): that is its purpose
      : value_(static_cast<std::uint64_t>(value)), negative_(value < Integer{0}) {}

  constexpr operator std::uint64_t() const {  // NOLINT(google-explicit-constructor)
    return value_;
  }
  constexpr bool negative() const { return negative_; }

  /// As it was given.
  std::string Text() const {
    return negative_ ? std::to_string(static_cast<std::int64_t>(value_)) : std::to_string(value_);
  }

 private:
  std::uint64_t value_;
  bool negative_;
};

}  // namespace imrec

#endif  // IMREC_COUNT_H_
