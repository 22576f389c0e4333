#include "augment/config/parameter_scanner.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <imrec/error.h>

namespace imrec::config {
namespace {

[[noreturn]] void FailScan(const std::string& file, std::uint64_t line, const std::string& reason) {
  throw Error(ErrorCode::kInvalidArgument, reason, {.file = file, .line = line});
}

bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Returns the numbers in `list`, or none if it contains anything else.
void AddNumbers(std::string_view list, Parameter& value) {
  std::vector<double> numbers;
  while (!list.empty()) {
    const std::size_t skip = list.find_first_not_of(" \t\r\n,");
    if (skip == std::string_view::npos) break;
    list.remove_prefix(skip);
    const std::size_t end = std::min(list.find_first_of(" \t\r\n,"), list.size());
    const std::string_view word = list.substr(0, end);
    list.remove_prefix(end);
    double number = 0;
    const auto parsed = std::from_chars(word.data(), word.data() + word.size(), number);
    if (word == "True" || word == "true") {
      number = 1;
    } else if (word == "False" || word == "false") {
      number = 0;
    } else if (parsed.ec != std::errc() || parsed.ptr != word.data() + word.size() ||
               !std::isfinite(number)) {
      return;
    }
    numbers.push_back(number);
  }
  value.numbers = std::move(numbers);
}

}  // namespace

bool ParameterScanner::AtEnd() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '#') {
      while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      continue;
    }
    if (c == '\n') ++line_;
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != ',' && c != '\\') return false;
    ++at_;
  }
  return true;
}

std::string ParameterScanner::Name() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && IsWordCharacter(text_[at_])) ++at_;
  std::string name(text_.substr(begin, at_ - begin));
  SkipBlanks();
  if (name.empty() || at_ == text_.size() || text_[at_] != '=') {
    FailScan(file_, line_, "expected NAME = VALUE");
  }
  ++at_;
  SkipBlanks();
  return name;
}

Parameter ParameterScanner::Next() {
  Parameter value{.text = "", .numbers = {}, .line = line_};
  const char first = at_ < text_.size() ? text_[at_] : '\n';
  if (first == '(' || first == '[') {
    value.text = Enclosed(first == '(' ? ')' : ']');
    AddNumbers(value.text, value);
  } else if (first == '\'' || first == '"') {
    value.text = Enclosed(first);
    // A tuple may also be written as a quoted string.
    std::string_view inner = value.text;
    if (inner.size() >= 2 && (inner.front() == '(' || inner.front() == '[')) {
      inner = inner.substr(1, inner.size() - 2);
    }
    AddNumbers(inner, value);
  } else {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '#' &&
           text_[at_] != ' ' && text_[at_] != '\r' && text_[at_] != '\t') {
      ++at_;
    }
    value.text = text_.substr(begin, at_ - begin);
    AddNumbers(value.text, value);
  }
  if (value.text.empty()) FailScan(file_, line_, "a value is missing");
  return value;
}

void ParameterScanner::SkipBlanks() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
}

std::string ParameterScanner::Enclosed(char end) {
  const std::uint64_t begin_line = line_;
  const std::size_t begin = ++at_;
  while (at_ < text_.size() && text_[at_] != end) {
    if (text_[at_] == '\n') ++line_;
    ++at_;
  }
  if (at_ == text_.size()) FailScan(file_, begin_line, std::string("there is no closing ") + end);
  return std::string(text_.substr(begin, at_++ - begin));
}

bool StartsWithParameter(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (IsWordCharacter(text[at])) {
      while (at < text.size() && IsWordCharacter(text[at])) ++at;
      at = text.find_first_not_of(" \t", at);
      return at != std::string_view::npos && text[at] == '=';
    } else if (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n') {
      ++at;
    } else {
      return false;
    }
  }
  return false;
}

}  // namespace imrec::config
