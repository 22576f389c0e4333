// Text for labels without boxes.
#ifndef IMREC_READER_TOOL_PREVIEW_LABEL_TAGS_H_
#define IMREC_READER_TOOL_PREVIEW_LABEL_TAGS_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "reader/tool/set_labels.h"

namespace imrec::tool {

/// The text for a class or a weight: "cat", "cat 0.70".
struct LabelTag {
  std::size_t class_id = 0;  // 0 if it is not a class
  std::string text;
  std::string number = {};  // the text with the class's number in place of its name
};

/// Returns the tags of a classification or identity label: its classes; for weights, the largest,
/// with their values unless all are 0 or 1; for other values, the numbers. Returns at most `most`
/// tags, and a tag ".." if there are more.
std::vector<LabelTag> LabelTags(std::span<const float> labels, const SetLabels& set,
                                const std::vector<std::string>& class_names, std::size_t most = 3);

/// Returns all classes of the label (SetLabels::ClassesOf()) by name.
std::vector<LabelTag> ClassTags(std::span<const float> labels, const SetLabels& set,
                                const std::vector<std::string>& class_names);

/// "cat, dog, .."; "no class" if there are none.
std::string TagsText(const std::vector<LabelTag>& tags);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_LABEL_TAGS_H_
