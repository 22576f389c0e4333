// Names of classes for people.
#ifndef IMREC_READER_TOOL_INPUT_CLASS_NAMES_H_
#define IMREC_READER_TOOL_INPUT_CLASS_NAMES_H_

#include <optional>
#include <string>
#include <vector>

#include "reader/labels/class_name_finder.h"
#include "reader/tool/input_set.h"

namespace imrec::tool {

/// Finds the class names of an input's files: those in the file that --classes names, or those that
/// ClassNameFinder finds. Not thread-safe.
class InputClassNames {
 public:
  /// Throws Error if `explicit_path` is given and cannot be read.
  InputClassNames(const std::string& explicit_path, const std::string& tool);

  /// None if there are none. Throws Error for a class file that cannot be read.
  std::vector<std::string> Find(const InputFile& file);

 private:
  std::optional<std::vector<std::string>> explicit_;
  ClassNameFinder finder_;
};

/// What to do where the files of an input have different class names.
enum class OnOtherNames {
  kRefuse,      // throw Error(kInvalidArgument): class numbers would mix
  kUseNumbers,  // show numbers instead, with a notice
  kUseFirst,    // take those of the first file
};

/// The class names of all files of an input. Throws Error as InputClassNames.
std::vector<std::string> SharedClassNames(const InputFiles& files, const std::string& explicit_path,
                                          OnOtherNames on_other_names);

/// The name of the class that `label` names, or the label as text (LabelText).
std::string ClassName(const std::vector<std::string>& names, float label);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INPUT_CLASS_NAMES_H_
