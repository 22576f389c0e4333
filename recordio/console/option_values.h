// Options whose values are numbers. The message about an invalid value contains the option, the
// range, and the value as typed.
#ifndef IMREC_RECORDIO_CONSOLE_OPTION_VALUES_H_
#define IMREC_RECORDIO_CONSOLE_OPTION_VALUES_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

namespace imrec::console {

/// The number of characters of a typed value that messages show.
inline constexpr std::size_t kMostShown = 40;

/// Returns `value` in quotes, shortened if it is long.
std::string QuotedValue(std::string_view value);

/// Throws CLI::ValidationError with a message such as "--num-thread must be 1..1024, not '-1'".
[[noreturn]] void RefuseValue(const std::string& option, const std::string& range,
                              std::string_view value);

/// A check for options: returns the reason to refuse a value without characters, or "".
std::string RefuseEmpty(const std::string& value);

/// The whole numbers lowest..highest. Messages do not show `highest` if it is the maximum of the
/// type.
struct WholeNumbers {
  std::int64_t lowest = 0;
  std::uint64_t highest = std::numeric_limits<std::uint64_t>::max();
  std::string text = {};  // the range in messages; default: "1..1024" or "a whole number from 0 on"
};

/// Parses a decimal number. Calls RefuseValue() for `option` if `text` is not a number in `range`.
std::int64_t ParseSigned(std::string_view text, const WholeNumbers& range,
                         const std::string& option);
std::uint64_t ParseUnsigned(std::string_view text, const WholeNumbers& range,
                            const std::string& option);

/// Limits `range` to the values of Number and sets its text. Returns how --help shows it.
template <typename Number>
std::string CompleteRange(WholeNumbers& range) {
  constexpr auto kHighest = static_cast<std::uint64_t>(std::numeric_limits<Number>::max());
  const std::string lowest = std::to_string(range.lowest);
  const bool bounded = range.highest < kHighest;
  if (!bounded) range.highest = kHighest;
  std::string shown =
      bounded ? lowest + ".." + std::to_string(range.highest) : lowest + " and more";
  if (range.text.empty()) range.text = bounded ? shown : "a whole number from " + lowest + " on";
  return shown;
}

/// The number in `text`, which is in `range`; see ParseSigned().
template <typename Number>
Number ParseWhole(std::string_view text, const WholeNumbers& range, const std::string& option) {
  if constexpr (std::numeric_limits<Number>::is_signed) {
    return static_cast<Number>(ParseSigned(text, range, option));
  } else {
    return static_cast<Number>(ParseUnsigned(text, range, option));
  }
}

/// "--output" of "-o,--output".
inline std::string LastName(const std::string& names) { return names.substr(names.rfind(',') + 1); }

/// The type of the number that an option writes to a Value, which may be optional.
template <typename Value>
struct NumberOf {
  using Type = Value;
};
template <typename Value>
struct NumberOf<std::optional<Value>> {
  using Type = Value;
};

/// Adds an option that takes a whole number. `value` is a number or an optional one.
template <typename Value>
CLI::Option* AddWholeNumber(CLI::App& app, const std::string& names, Value& value,
                            const std::string& description, WholeNumbers range) {
  using Number = typename NumberOf<Value>::Type;
  const std::string shown = CompleteRange<Number>(range);
  const auto take = [&value, range, option = LastName(names)](const std::string& text) {
    value = ParseWhole<Number>(text, range, option);
  };
  return app.add_option_function<std::string>(names, take, description)->type_name(shown);
}

/// Adds an option that takes one or more whole numbers.
template <typename Number>
CLI::Option* AddWholeNumbers(CLI::App& app, const std::string& names, std::vector<Number>& values,
                             const std::string& description, WholeNumbers range) {
  const std::string shown = CompleteRange<Number>(range);
  const auto take = [&values, range,
                     option = LastName(names)](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) values.push_back(ParseWhole<Number>(text, range, option));
  };
  return app.add_option_function<std::vector<std::string>>(names, take, description)
      ->type_name(shown);
}

/// The numbers lowest..highest, fractions included.
struct Numbers {
  double lowest = 0;
  double highest = std::numeric_limits<double>::max();
};

/// Adds an option that takes a number; NaN and infinity are refused.
CLI::Option* AddNumber(CLI::App& app, const std::string& names, double& value,
                       const std::string& description, const Numbers& range);

/// Adds an option whose value is a fraction, 0..1.
CLI::Option* AddShare(CLI::App& app, const std::string& names, double& value,
                      const std::string& description);
CLI::Option* AddShare(CLI::App& app, const std::string& names, std::optional<double>& value,
                      const std::string& description);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_OPTION_VALUES_H_
