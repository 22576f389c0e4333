#include "im2rec/tool/report/skip_reasons.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>

namespace imrec::tool {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::size_t SkipDigits(const std::string& text, std::size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

// Returns the end of `text` from `at` on with a mark of `marks`, an optional sign if `is_signed`,
// and digits; `at` if it does not have this form.
std::size_t SkipPart(const std::string& text, std::size_t at, const char* marks, bool is_signed) {
  if (at >= text.size() || std::string_view(marks).find(text[at]) == std::string_view::npos) {
    return at;
  }
  std::size_t digits = at + 1;
  if (is_signed && digits < text.size() && (text[digits] == '-' || text[digits] == '+')) ++digits;
  const std::size_t end = SkipDigits(text, digits);
  return end == digits ? at : end;
}

// Returns the end of the number that starts at `at`, or `at` if none does. A dash after a letter or
// digit is no sign.
std::size_t SkipNumber(const std::string& text, std::size_t at) {
  const bool has_sign = text[at] == '-' && (at == 0 || text[at - 1] == ' ' || text[at - 1] == '(');
  const std::size_t digits = has_sign ? at + 1 : at;
  const std::size_t whole = SkipDigits(text, digits);
  if (whole == digits) return at;
  return SkipPart(text, SkipPart(text, whole, ".", false), "e", true);
}

}  // namespace

std::string WithoutNumbers(const std::string& text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = SkipNumber(text, at);
    result += end == at ? text[at] : '#';
    at = std::max(end, at + 1);
  }
  return result;
}

std::vector<SkipReason> SkipReasons(const std::vector<SkippedLine>& skipped) {
  std::vector<SkipReason> reasons;
  std::map<std::string, std::size_t> known;
  for (const SkippedLine& line : skipped) {
    const auto [place, is_new] = known.try_emplace(WithoutNumbers(line.reason), reasons.size());
    if (is_new) reasons.emplace_back();
    SkipReason& reason = reasons[place->second];
    ++reason.count;
    if (reason.first.size() < SkipReason::kKept) reason.first.push_back(line);
  }
  std::ranges::stable_sort(reasons, std::ranges::greater(), &SkipReason::count);
  return reasons;
}

void AddSkipReasons(const std::vector<SkipReason>& more, const std::string& list,
                    std::vector<SkipReason>& reasons) {
  for (const SkipReason& reason : more) {
    const std::string kind = WithoutNumbers(reason.first.front().reason);
    const auto known = std::ranges::find_if(reasons, [&](const SkipReason& other) {
      return WithoutNumbers(other.first.front().reason) == kind;
    });
    if (known != reasons.end()) {
      known->count += reason.count;
    } else {
      reasons.push_back(reason);
      reasons.back().list = list;
    }
  }
  std::ranges::stable_sort(reasons, std::ranges::greater(), &SkipReason::count);
}

std::string Describe(const SkipReason& reason) {
  const SkippedLine& line = reason.first.front();
  const std::string path = line.path.empty() ? "" : ", " + line.path;
  const std::string list = reason.list.empty() ? "" : reason.list + ", ";
  return line.reason + " (" + list + "line " + std::to_string(line.line) + path + ")";
}

}  // namespace imrec::tool
