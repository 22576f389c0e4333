#include "recordio/console/option_values.h"

#include <array>
#include <charconv>
#include <system_error>

#include <CLI/CLI.hpp>

namespace imrec::console {
namespace {

template <typename Number>
std::optional<Number> Parse(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  Number number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, status] = std::from_chars(text.data(), end, number);
  if (status != std::errc() || stop != end) return std::nullopt;
  return number;
}

[[noreturn]] void Refuse(std::string_view text, const WholeNumbers& range,
                         const std::string& option) {
  // Messages do not show the upper bound of such a range, so mention the maximum length.
  constexpr std::uint64_t kTooLongToShow = 1'000'000'000'000'000'000;
  const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
  const bool too_large = digits && text.size() > 18 && range.highest >= kTooLongToShow;
  RefuseValue(option, range.text + (too_large ? ", of 18 digits at most" : ""), text);
}

double ParseShare(const std::string& text, const std::string& option) {
  const auto share = Parse<double>(text);
  // Written such that NaN is refused.
  if (!share || !(*share >= 0 && *share <= 1)) RefuseValue(option, "between 0 and 1", text);
  return *share;
}

// "0.05", "1000000000".
std::string NumberText(double number) {
  std::array<char, 64> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return {text.data(), end.ptr};
}

template <typename Value>
CLI::Option* AddShareTo(CLI::App& app, const std::string& names, Value& value,
                        const std::string& description) {
  const std::string option = names.substr(names.rfind(',') + 1);
  return app
      .add_option_function<std::string>(
          names, [&value, option](const std::string& text) { value = ParseShare(text, option); },
          description)
      ->type_name("0..1");
}

}  // namespace

std::string QuotedValue(std::string_view value) {
  const bool is_long = value.size() > kMostShown;
  return '\'' + std::string(value.substr(0, kMostShown)) + (is_long ? "..'" : "'");
}

std::string RefuseEmpty(const std::string& value) {
  return value.empty() ? "must not be empty" : std::string();
}

void RefuseValue(const std::string& option, const std::string& range, std::string_view value) {
  throw CLI::ValidationError(option + " must be " + range + ", not " + QuotedValue(value),
                             CLI::ExitCodes::ValidationError);
}

std::int64_t ParseSigned(std::string_view text, const WholeNumbers& range,
                         const std::string& option) {
  const auto number = Parse<std::int64_t>(text);
  const bool in_range = number && *number >= range.lowest &&
                        (*number < 0 || static_cast<std::uint64_t>(*number) <= range.highest);
  if (!in_range) Refuse(text, range, option);
  return *number;
}

std::uint64_t ParseUnsigned(std::string_view text, const WholeNumbers& range,
                            const std::string& option) {
  const auto number = Parse<std::uint64_t>(text);
  const bool in_range =
      number && *number <= range.highest && *number >= static_cast<std::uint64_t>(range.lowest);
  if (!in_range) Refuse(text, range, option);
  return *number;
}

CLI::Option* AddNumber(CLI::App& app, const std::string& names, double& value,
                       const std::string& description, const Numbers& range) {
  const std::string shown = NumberText(range.lowest) + ".." + NumberText(range.highest);
  const auto take = [&value, range, shown, option = LastName(names)](const std::string& text) {
    const auto number = Parse<double>(text);
    // NaN is not in range.
    if (!number || !(*number >= range.lowest && *number <= range.highest)) {
      RefuseValue(option, shown, text);
    }
    value = *number;
  };
  return app.add_option_function<std::string>(names, take, description)->type_name(shown);
}

CLI::Option* AddShare(CLI::App& app, const std::string& names, double& value,
                      const std::string& description) {
  return AddShareTo(app, names, value, description);
}

CLI::Option* AddShare(CLI::App& app, const std::string& names, std::optional<double>& value,
                      const std::string& description) {
  return AddShareTo(app, names, value, description);
}

}  // namespace imrec::console
