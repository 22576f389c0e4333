#include "voc/classes/text_label_map.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <system_error>
#include <utility>

#include <imrec/error.h>
#include <imrec/voc_problem.h>

namespace imrec {
namespace {

struct Token {
  std::string text;  // of a string, without quotes
  bool is_string = false;
  std::uint64_t line = 0;
};

class Tokens {
 public:
  Tokens(std::string_view text, const std::string& file) : rest_(text), file_(file) { Next(); }

  /// The current token; empty and no string at the end.
  const Token& current() const { return token_; }
  bool Is(std::string_view text) const { return !token_.is_string && token_.text == text; }
  bool AtEnd() const { return !token_.is_string && token_.text.empty(); }

  Token Take() {
    Token taken = token_;
    Next();
    return taken;
  }

  void Expect(std::string_view text) {
    if (!Is(text)) Fail("expected '" + std::string(text) + "'");
    Next();
  }

  [[noreturn]] void Fail(const std::string& reason) const {
    throw Error(ErrorCode::kCorruptData,
                reason + (AtEnd() ? ", but the file ends" : ", not " + Quoted(token_.text)),
                {.file = file_, .line = token_.line});
  }

 private:
  void SkipBlanks() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == ',' || c == ';') {
        if (c == '\n') ++line_;
        rest_.remove_prefix(1);
      } else {
        return;
      }
    }
  }

  static bool IsWord(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-' ||
           c == '+';
  }

  void Next() {
    SkipBlanks();
    token_ = {.text = {}, .is_string = false, .line = line_};
    if (rest_.empty()) return;
    if (rest_.front() == '"' || rest_.front() == '\'') return TakeString();
    std::size_t size = 0;
    while (size < rest_.size() && IsWord(rest_[size])) ++size;
    size = std::max<std::size_t>(size, 1);
    token_.text = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }

  // Strings that follow each other are one, as in the text format of protocol buffers.
  void TakeString() {
    token_.is_string = true;
    while (!rest_.empty() && (rest_.front() == '"' || rest_.front() == '\'')) {
      TakeQuoted();
      const std::string_view after = rest_;
      const std::uint64_t line = line_;
      SkipBlanks();
      if (!rest_.empty() && rest_.front() != '"' && rest_.front() != '\'') {
        rest_ = after;
        line_ = line;
        return;
      }
    }
  }

  void TakeQuoted() {
    const char quote = rest_.front();
    rest_.remove_prefix(1);
    while (!rest_.empty() && rest_.front() != '\n') {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == quote) return;
      if (c == '\\') {
        TakeEscape();
      } else {
        token_.text += c;
      }
    }
    throw Error(ErrorCode::kCorruptData, "a string without its closing quote",
                {.file = file_, .line = line_});
  }

  // Takes the rest of an escape sequence. TensorFlow writes letters outside ASCII as octal bytes.
  void TakeEscape() {
    const char c = rest_.empty() ? '\0' : rest_.front();
    constexpr std::string_view kNames = "nrtabfv\\'\"?";
    constexpr std::string_view kValues = "\n\r\t\a\b\f\v\\'\"?";
    if (const std::size_t at = kNames.find(c); at != std::string_view::npos) {
      token_.text += kValues[at];
      rest_.remove_prefix(1);
    } else if (c >= '0' && c <= '7') {
      TakeCode(3, 8);
    } else if (c == 'x' || c == 'X') {
      rest_.remove_prefix(1);
      TakeCode(2, 16);
    } else {
      throw Error(ErrorCode::kCorruptData, "an unknown escape sequence in a string",
                  {.file = file_, .line = line_});
    }
  }

  void TakeCode(std::size_t most_digits, int base) {
    unsigned code = 0;
    const char* begin = rest_.data();
    const char* end = begin + std::min(most_digits, rest_.size());
    const auto [stopped, error] = std::from_chars(begin, end, code, base);
    if (error != std::errc() || code > 255) {
      throw Error(ErrorCode::kCorruptData, "an invalid character code in a string",
                  {.file = file_, .line = line_});
    }
    token_.text += static_cast<char>(code);
    rest_.remove_prefix(static_cast<std::size_t>(stopped - begin));
  }

  std::string_view rest_;
  const std::string& file_;
  std::uint64_t line_ = 1;
  Token token_;
};

// Skips a message, such as the key points of an item. Does not recurse.
void SkipMessage(Tokens& tokens) {
  tokens.Expect("{");
  for (int depth = 1; depth > 0;) {
    if (tokens.AtEnd()) tokens.Fail("expected '}'");
    if (tokens.Is("{")) ++depth;
    if (tokens.Is("}")) --depth;
    tokens.Take();
  }
}

TextLabelMapItem ParseItem(Tokens& tokens) {
  TextLabelMapItem item{.id = {}, .name = {}, .display_name = {}, .line = tokens.current().line};
  tokens.Expect("item");
  if (tokens.Is(":")) tokens.Take();
  tokens.Expect("{");
  while (!tokens.Is("}")) {
    if (tokens.AtEnd()) tokens.Fail("expected '}'");
    const Token field = tokens.Take();
    if (tokens.Is("{")) {
      SkipMessage(tokens);
      continue;
    }
    tokens.Expect(":");
    if (tokens.Is("{")) {
      SkipMessage(tokens);
      continue;
    }
    const std::string value = tokens.Take().text;
    if (field.text == "id") item.id = value;
    if (field.text == "name") item.name = value;
    if (field.text == "display_name") item.display_name = value;
  }
  tokens.Take();
  return item;
}

}  // namespace

bool IsTextLabelMap(std::string_view text) {
  try {
    const std::string no_file;
    Tokens tokens(text, no_file);
    if (!tokens.Is("item")) return false;
    tokens.Take();
    return tokens.Is("{") || tokens.Is(":");
  } catch (const Error&) {
    return false;
  }
}

std::vector<TextLabelMapItem> ParseTextLabelMap(std::string_view text, const std::string& file) {
  std::vector<TextLabelMapItem> items;
  Tokens tokens(text, file);
  while (!tokens.AtEnd()) {
    TextLabelMapItem item = ParseItem(tokens);
    if (item.id.empty() || (item.name.empty() && item.display_name.empty())) {
      throw Error(ErrorCode::kCorruptData, "an item without an id and a name",
                  {.file = file, .line = item.line});
    }
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace imrec
