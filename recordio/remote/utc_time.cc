#include "recordio/remote/utc_time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <iterator>

#include "recordio/remote/ascii.h"

namespace imrec::remote {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

constexpr std::chrono::year kFirstYear(1970);
constexpr std::chrono::year kLastYear(2200);

// Takes fields from the front of a text. After the first that does not fit, failed() is true.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool failed() const { return failed_; }
  bool AtEnd() const { return rest_.empty(); }

  int Number(std::size_t digits) {
    int value = 0;
    const std::string_view text = rest_.substr(0, digits);
    failed_ = failed_ || text.size() < digits || !std::ranges::all_of(text, IsDigit);
    if (failed_) return 0;
    std::from_chars(text.data(), text.data() + digits, value);
    rest_.remove_prefix(digits);
    return value;
  }
  bool Skip(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  void Expect(std::string_view text) { failed_ = !Skip(text) || failed_; }
  void SkipDigits() {
    failed_ = failed_ || rest_.empty() || !IsDigit(rest_.front());
    while (!rest_.empty() && IsDigit(rest_.front())) rest_.remove_prefix(1);
  }
  // Returns the number of the month whose name follows, from 1.
  int Month() {
    const auto* month = std::ranges::find(kMonths, rest_.substr(0, 3));
    failed_ = failed_ || month == kMonths.end();
    if (failed_) return 0;
    rest_.remove_prefix(3);
    return static_cast<int>(std::distance(kMonths.begin(), month)) + 1;
  }
  void SkipWeekday() {
    failed_ = failed_ || rest_.size() < 3;
    if (!failed_) rest_.remove_prefix(3);
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

std::optional<TimePoint> Compose(int year, int month, int day, int hour, int minute, int second) {
  const year_month_day date(std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  // A TimePoint that counts nanoseconds cannot hold more.
  if (date.year() < kFirstYear) return sys_days(kFirstYear / 1 / 1);
  if (date.year() >= kLastYear) return sys_days(kLastYear / 1 / 1);
  return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

}  // namespace

std::string FormatAmzDate(TimePoint time) {
  const auto day = std::chrono::floor<days>(time);
  const year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<seconds>(time - day));
  std::array<char, 64> text = {};
  std::snprintf(text.data(), text.size(), "%04d%02u%02uT%02d%02d%02dZ", int{date.year()},
                unsigned{date.month()}, unsigned{date.day()},
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::optional<TimePoint> ParseIsoTime(std::string_view text) {
  Cursor cursor(text);
  const int year = cursor.Number(4);
  cursor.Expect("-");
  const int month = cursor.Number(2);
  cursor.Expect("-");
  const int day = cursor.Number(2);
  cursor.Expect("T");
  const int hour = cursor.Number(2);
  cursor.Expect(":");
  const int minute = cursor.Number(2);
  cursor.Expect(":");
  const int second = cursor.Number(2);
  if (cursor.Skip(".")) cursor.SkipDigits();
  minutes offset(0);
  if (!cursor.Skip("Z")) {
    const bool west = cursor.Skip("-");
    if (!west) cursor.Expect("+");
    offset += hours(cursor.Number(2));
    cursor.Skip(":");
    offset += minutes(cursor.Number(2));
    if (west) offset = -offset;
  }
  if (cursor.failed() || !cursor.AtEnd()) return std::nullopt;
  const std::optional<TimePoint> time = Compose(year, month, day, hour, minute, second);
  if (!time) return std::nullopt;
  return *time - offset;
}

std::optional<TimePoint> ParseHttpDate(std::string_view text) {
  Cursor cursor(text);
  cursor.SkipWeekday();
  cursor.Expect(", ");
  const int day = cursor.Number(2);
  cursor.Expect(" ");
  const int month = cursor.Month();
  cursor.Expect(" ");
  const int year = cursor.Number(4);
  cursor.Expect(" ");
  const int hour = cursor.Number(2);
  cursor.Expect(":");
  const int minute = cursor.Number(2);
  cursor.Expect(":");
  const int second = cursor.Number(2);
  cursor.Expect(" GMT");
  if (cursor.failed() || !cursor.AtEnd()) return std::nullopt;
  return Compose(year, month, day, hour, minute, second);
}

}  // namespace imrec::remote
