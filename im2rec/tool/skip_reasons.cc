#include "im2rec/tool/skip_reasons.h"

#include <algorithm>
#include <functional>
#include <map>

namespace imrec::tool {
namespace {

// Returns the text with each number replaced by '#'.
std::string WithoutNumbers(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit) {
      result += c;
    } else if (result.empty() || result.back() != '#') {
      result += '#';
    }
  }
  return result;
}

}  // namespace

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

std::string Describe(const SkipReason& reason) {
  const SkippedLine& line = reason.first.front();
  const std::string path = line.path.empty() ? "" : ", " + line.path;
  return line.reason + " (line " + std::to_string(line.line) + path + ")";
}

}  // namespace imrec::tool
