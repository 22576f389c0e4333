// Labels without boxes, as people read them.
#ifndef IMREC_READER_TOOL_PREVIEW_LABEL_TAGS_H_
#define IMREC_READER_TOOL_PREVIEW_LABEL_TAGS_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "reader/tool/set_labels.h"

namespace imrec::tool {

/// A class, or what a label says of it: "cat", "cat 0.70".
struct LabelTag {
  std::size_t class_id = 0;  // 0 for what is no class
  std::string text;
};

/// What a label of a classification or identity set says: its classes; of weights the largest, with
/// their values unless these are all 0 or 1; other values as numbers. At most `most`, and ".."
/// where there are more.
std::vector<LabelTag> LabelTags(std::span<const float> labels, const SetLabels& set,
                                const std::vector<std::string>& class_names, std::size_t most = 3);

/// The classes that it shows (SetLabels::ClassesOf()), all of them, by name.
std::vector<LabelTag> ClassTags(std::span<const float> labels, const SetLabels& set,
                                const std::vector<std::string>& class_names);

/// "cat, dog, .."; "no class" if there are none.
std::string TagsText(const std::vector<LabelTag>& tags);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_LABEL_TAGS_H_
