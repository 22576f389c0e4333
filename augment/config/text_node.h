// A protobuf message parsed from a text file, with the line of each field.
#ifndef IMREC_AUGMENT_CONFIG_TEXT_NODE_H_
#define IMREC_AUGMENT_CONFIG_TEXT_NODE_H_

#include <compare>
#include <string>

#include <google/protobuf/text_format.h>

#include "augment/config/recipe.pb.h"

namespace imrec::config {

/// A position in a text; both numbers start at 1.
struct TextPlace {
  int line = 1;
  int column = 1;

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy takes the comparison with 0 for a pointer
  friend auto operator<=>(const TextPlace&, const TextPlace&) = default;
};

template <typename Message>
class TextNode {
 public:
  TextNode(const Message& message, const google::protobuf::TextFormat::ParseInfoTree* lines,
           const std::string& file, int line)
      : message_(&message), lines_(lines), file_(&file), line_(line) {}

  const Message& operator*() const { return *message_; }
  const Message* operator->() const { return message_; }
  const std::string& file() const { return *file_; }
  /// The line on which the message begins, from 1.
  int line() const { return line_; }

  /// The position of the field `name`, or of its element `index` if it is repeated; if there is no
  /// such field, the start of this message's first line.
  TextPlace PlaceOf(const char* name, int index = -1) const {
    if (lines_ == nullptr) return {.line = line_};
    const auto* field = Message::descriptor()->FindFieldByName(name);
    const auto place = lines_->GetLocation(field, index);
    if (place.line < 0) return {.line = line_};
    return {.line = place.line + 1, .column = place.column + 1};
  }
  int LineOf(const char* name, int index = -1) const { return PlaceOf(name, index).line; }

  /// Returns a node for `child`, which must be the message in the field `name`.
  template <typename Child>
  TextNode<Child> Nested(const char* name, const Child& child, int index = -1) const {
    const auto* field = Message::descriptor()->FindFieldByName(name);
    return {child, lines_ == nullptr ? nullptr : lines_->GetTreeForNested(field, index), *file_,
            LineOf(name, index)};
  }

 private:
  const Message* message_;
  const google::protobuf::TextFormat::ParseInfoTree* lines_;
  const std::string* file_;
  int line_;
};

}  // namespace imrec::config

#endif  // IMREC_AUGMENT_CONFIG_TEXT_NODE_H_
