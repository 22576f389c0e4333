// The class names of the data sets that a command reads.
#ifndef IMREC_READER_TOOL_INPUT_CLASS_NAMES_H_
#define IMREC_READER_TOOL_INPUT_CLASS_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reader/labels/class_name_finder.h"
#include "reader/tool/input_set.h"

namespace imrec::tool {

/// Finds the class names of an input's files: in the file given with --classes, or with
/// ClassNameFinder. Not thread-safe.
class InputClassNames {
 public:
  /// Throws Error if `explicit_path` is given and cannot be read.
  InputClassNames(const InputFiles& files, const std::string& explicit_path);

  /// Returns an empty list if there are no names. Throws Error if a file of names cannot be read.
  std::vector<std::string> Find(const InputFile& file);

 private:
  std::optional<std::vector<std::string>> explicit_;
  ClassNameFinder finder_;
};

/// What to do if the files of an input have different class names.
enum class OnOtherNames {
  kRefuse,      // throw Error(kInvalidArgument), as a number would mean different classes
  kUseNumbers,  // show numbers instead, with a notice
  kUseFirst,    // use those of the first file
};

/// Returns the class names for all files of an input. Throws Error as InputClassNames.
std::vector<std::string> SharedClassNames(const InputFiles& files, const std::string& explicit_path,
                                          OnOtherNames on_other_names);

/// Returns a name for class `id`, which has none: its number, or class_7 if 7 is the name of
/// another.
std::string NameOfNumber(const std::vector<std::string>& names, std::uint32_t id);

/// Returns the name of the class `label`, or the label as text (LabelText) if it has no name.
std::string ClassName(const std::vector<std::string>& names, float label);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INPUT_CLASS_NAMES_H_
