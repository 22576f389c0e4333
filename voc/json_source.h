// The characters of a JSON stream, with Python's NaN and Infinity made numbers.
#ifndef IMREC_VOC_JSON_SOURCE_H_
#define IMREC_VOC_JSON_SOURCE_H_

#include <cstddef>
#include <istream>
#include <iterator>
#include <vector>

namespace imrec {

/// Python's json module writes NaN, Infinity and -Infinity for what JSON has no numbers for, and
/// parsers refuse them. Here each of them, as a whole value outside strings, reads as a number of
/// the same length, so that byte positions stay; TakeConstant() tells it from real numbers. Buffers
/// a block of the stream.
class JsonSource {
 public:
  /// Room for the longest constant and the character after it is the least.
  static constexpr std::size_t kMinBlock = 16;

  /// `stream` must outlive the source.
  explicit JsonSource(std::istream& stream, std::size_t block = std::size_t{64} << 10);

  /// True if there is no character left.
  bool AtEnd() { return at_ == end_ && !Fill(); }
  /// The next character; there must be one.
  char Peek() {
    if (value_may_start_) ReplaceConstant();
    return block_[at_];
  }
  void Skip() {
    const char c = block_[at_++];
    if (!in_string_) {
      in_string_ = c == '"';
      // Looked at in Peek() only: until then the number before the separator may not be told.
      value_may_start_ = LeadsToValue(c);
    } else if (escaped_) {
      escaped_ = false;
    } else {
      escaped_ = c == '\\';
      in_string_ = c != '"';
    }
  }

  /// True, once, if the last number that was read in full is one of the three.
  bool TakeConstant() {
    const bool taken = constant_;
    constant_ = false;
    return taken;
  }

  /// For parsers that take a pair of iterators. All copies are at the same place, so this is
  /// fit for one pass only.
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
  Iterator end() { return {}; }

 private:
  // What a value may come after, blanks included.
  static bool LeadsToValue(char c) {
    return c == ':' || c == ',' || c == '[' || c == ' ' || c == '\n' || c == '\t' || c == '\r';
  }
  bool Fill();
  void ReplaceConstant();

  std::istream& stream_;
  std::vector<char> block_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  bool stream_ended_ = false;
  bool in_string_ = false;
  bool escaped_ = false;         // in a string, after a backslash
  bool value_may_start_ = true;  // at_ is after a separator, and was not looked at
  bool constant_ = false;
};

}  // namespace imrec

#endif  // IMREC_VOC_JSON_SOURCE_H_
