// Label maps of TensorFlow, in the text format of protocol buffers (.pbtxt):
//
//   item { id: 1 name: 'cat' }
#ifndef IMREC_VOC_CLASSES_TEXT_LABEL_MAP_H_
#define IMREC_VOC_CLASSES_TEXT_LABEL_MAP_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imrec {

struct TextLabelMapItem {
  std::string id;
  std::string name;
  std::string display_name;
  std::uint64_t line = 0;  // of "item"
};

/// Returns true if a text starts with an item, after comments.
bool IsTextLabelMap(std::string_view text);

/// Returns the items of a label map, in the order of the file. Other fields are ignored. Throws
/// Error(kCorruptData) with the line if it is malformed, or an item has no id or no name. `file` is
/// for messages.
std::vector<TextLabelMapItem> ParseTextLabelMap(std::string_view text, const std::string& file);

}  // namespace imrec

#endif  // IMREC_VOC_CLASSES_TEXT_LABEL_MAP_H_
