// A message of a parsed text file that knows on which lines its fields stand.
#ifndef IMREC_AUGMENT_CONFIG_TEXT_NODE_H_
#define IMREC_AUGMENT_CONFIG_TEXT_NODE_H_

#include <compare>
#include <string>

#include <google/protobuf/text_format.h>

#include "augment/config/recipe.pb.h"

namespace imrec::config {

/// Where something begins in a text, from 1.
struct TextPlace {
  int line = 1;
  int column = 1;

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
  /// Where the message begins, from 1.
  int line() const { return line_; }

  /// The place of the field `name` (its element `index` if it is repeated); the beginning of this
  /// message's first line if it is not there.
  TextPlace PlaceOf(const char* name, int index = -1) const {
    if (lines_ == nullptr) return {.line = line_};
    const auto* field = Message::descriptor()->FindFieldByName(name);
    const auto place = lines_->GetLocation(field, index);
    if (place.line < 0) return {.line = line_};
    return {.line = place.line + 1, .column = place.column + 1};
  }
  int LineOf(const char* name, int index = -1) const { return PlaceOf(name, index).line; }

  /// The message in the field `name`, which is `child`.
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
