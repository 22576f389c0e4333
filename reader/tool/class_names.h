// Names of classes for people.
#ifndef IMREC_READER_TOOL_CLASS_NAMES_H_
#define IMREC_READER_TOOL_CLASS_NAMES_H_

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <imrec/manifest.h>

#include "reader/tool/input_set.h"

namespace imrec::tool {

/// Finds the class names of files, by one rule. They are the first of these that are there:
/// - those in `explicit_path` (--classes);
/// - those in the manifest of the file's data set, if it names the file and has names;
/// - PREFIX.classes.txt of that data set;
/// - FILE.classes.txt beside the file.
/// Manifests are read once. Not thread-safe.
class ClassNameFinder {
 public:
  /// Throws Error if `explicit_path` is given and cannot be read.
  explicit ClassNameFinder(const std::string& explicit_path, std::string tool);

  /// None if there are none. A manifest that cannot be read is named in a notice and passed over.
  /// Throws Error for a class file that cannot be read.
  std::vector<std::string> Find(const InputFile& file);

 private:
  const std::optional<Manifest>& Read(const std::filesystem::path& path);

  std::optional<std::vector<std::string>> explicit_;
  std::string tool_;
  std::map<std::filesystem::path, std::optional<Manifest>> manifests_;
};

/// What to do where the files of an input have different class names.
enum class OnOtherNames {
  kRefuse,      // throw Error(kInvalidArgument): class numbers would mix
  kUseNumbers,  // show numbers instead, with a notice
  kUseFirst,    // take those of the first file
};

/// The class names of all files of an input. Throws Error as ClassNameFinder.
std::vector<std::string> SharedClassNames(const InputFiles& files, const std::string& explicit_path,
                                          OnOtherNames on_other_names);

/// The name of the class that `label` names, or the label as text (LabelText).
std::string ClassName(const std::vector<std::string>& names, float label);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_CLASS_NAMES_H_
