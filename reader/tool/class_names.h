// Names of classes for people.
#ifndef IMREC_READER_TOOL_CLASS_NAMES_H_
#define IMREC_READER_TOOL_CLASS_NAMES_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace imrec::tool {

/// The names in `explicit_path`; if that is empty, those in `PREFIX.classes.txt` beside the .rec
/// file; none if there is no such file.
std::vector<std::string> FindClassNames(const std::filesystem::path& record_path,
                                        const std::filesystem::path& explicit_path = {});

/// The name of the class that `label` names, or the label as text (LabelText).
std::string ClassName(const std::vector<std::string>& names, float label);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_CLASS_NAMES_H_
