// The class-name file, `PREFIX.classes.txt`: one name a line, the first is class 0.
#ifndef IMREC_CLASS_NAMES_H_
#define IMREC_CLASS_NAMES_H_

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace imrec {

/// Where the class names of a list or record file stand: PREFIX.classes.txt beside it.
std::filesystem::path ClassNamesPathFor(const std::filesystem::path& file);

/// Reads the names; blanks around them and empty lines at the end are dropped. Throws Error that
/// names the line for an empty name in between or one that comes twice.
std::vector<std::string> ReadClassNames(const std::filesystem::path& path);

/// The text of such a file. Throws Error(kInvalidArgument) for a name that would not read back:
/// empty, or with a line end in it.
std::string FormatClassNames(std::span<const std::string> names);

/// Writes the names, all or nothing. Throws Error as FormatClassNames() does.
void WriteClassNames(const std::filesystem::path& path, std::span<const std::string> names);

}  // namespace imrec

#endif  // IMREC_CLASS_NAMES_H_
