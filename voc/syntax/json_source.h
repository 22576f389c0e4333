// Reads a JSON stream in which Python's NaN and Infinity are replaced by numbers.
#ifndef IMREC_VOC_SYNTAX_JSON_SOURCE_H_
#define IMREC_VOC_SYNTAX_JSON_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <istream>
#include <iterator>
#include <vector>

namespace imrec {

/// Python's json module writes NaN, Infinity and -Infinity, which are not JSON and which parsers
/// reject. This class replaces each of them, if it is a whole value outside strings, by a number of
/// the same length, so that byte positions do not change. TakeConstant() distinguishes them from
/// real numbers. Reads the stream in blocks.
class JsonSource {
 public:
  /// The minimum block size: space for the longest constant and the character after it.
  static constexpr std::size_t kMinBlock = 16;
  /// The maximum length of a string or number, which a parser keeps in memory.
  static constexpr std::uint64_t kMostTokenBytes = std::uint64_t{256} << 20;

  /// `stream` must outlive the source.
  explicit JsonSource(std::istream& stream, std::size_t block = std::size_t{64} << 10);

  /// Returns true if there are no more characters. Throws Error(kLimitExceeded) for a string or
  /// number that is longer than kMostTokenBytes.
  bool AtEnd() { return at_ == end_ && !Fill(); }
  /// Returns the next character; there must be one.
  char Peek() {
    if (value_may_start_) ReplaceConstant();
    return block_[at_];
  }
  void Skip() {
    const char c = block_[at_++];
    if (!in_string_) {
      in_string_ = c == '"';
      // Peek() looks at the value. Before that, the parser may not have reported the number before
      // the separator.
      value_may_start_ = LeadsToValue(c);
      if (in_string_ || value_may_start_) token_start_ = skipped_ + at_;
    } else if (escaped_) {
      escaped_ = false;
    } else {
      escaped_ = c == '\\';
      in_string_ = c != '"';
    }
  }

  /// Call after the opening bracket of a list or object: skips its contents, which are not checked,
  /// so that its closing bracket is next. Much faster than parsing them.
  void SkipContents();
  /// The number of characters that SkipContents() has skipped, which a parser has not counted.
  std::uint64_t unseen() const { return unseen_; }

  /// The number of characters that were skipped, for messages.
  std::uint64_t offset() const { return skipped_ + at_; }

  /// Returns true if the last complete number replaced one of the constants, and resets this.
  bool TakeConstant() {
    const bool taken = constant_;
    constant_ = false;
    return taken;
  }

  /// For parsers that take a pair of iterators. All copies share their position, so only one pass
  /// is possible.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = char;

    Iterator() = default;  // the end
    explicit Iterator(JsonSource& source) : source_(&source) {}

    char operator*() const { return source_->Peek(); }
    Iterator& operator++() {
      source_->Skip();
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.IsEnd() == b.IsEnd(); }

   private:
    bool IsEnd() const { return source_ == nullptr || source_->AtEnd(); }

    JsonSource* source_ = nullptr;
  };
  Iterator begin() { return Iterator(*this); }
  // NOLINTNEXTLINE(readability-convert-member-functions-to-static): called as begin() is
  Iterator end() { return {}; }

 private:
  // Returns true for characters that may precede a value, including white space.
  static bool LeadsToValue(char c) {
    return c == ':' || c == ',' || c == '[' || c == ' ' || c == '\n' || c == '\t' || c == '\r';
  }
  bool Fill();
  void ReplaceConstant();

  std::istream& stream_;
  std::vector<char> block_;
  std::uint64_t skipped_ = 0;  // before block_
  std::uint64_t unseen_ = 0;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::uint64_t token_start_ = 0;  // the last string or separator
  bool stream_ended_ = false;
  bool in_string_ = false;
  bool escaped_ = false;         // in a string, after a backslash
  bool value_may_start_ = true;  // at_ is after a separator and has not been checked
  bool constant_ = false;
};

}  // namespace imrec

#endif  // IMREC_VOC_SYNTAX_JSON_SOURCE_H_
