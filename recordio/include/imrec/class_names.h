// The class-name file, `PREFIX.classes.txt`: one name a line, the first is class 0.
#ifndef IMREC_CLASS_NAMES_H_
#define IMREC_CLASS_NAMES_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imrec {

/// Where the class names of a list or record file lie: PREFIX.classes.txt beside it.
std::filesystem::path ClassNamesPathFor(const std::filesystem::path& file);

/// Longer names are refused.
inline constexpr std::size_t kMaxClassNameBytes = 1000;

/// The name without the blanks and byte order marks at its ends, which no file keeps.
std::string_view TrimClassName(std::string_view name);

/// Why no file can hold `name`, which is trimmed: "is empty", "has a line end in it", ..; empty if
/// one can.
std::string ClassNameFault(std::string_view name);

/// Reads the names, trimmed; empty lines at the end are dropped. Throws Error that names the line
/// for an empty name in between, one that comes twice or one that ClassNameFault() refuses.
std::vector<std::string> ReadClassNames(const std::filesystem::path& path);

/// The text of such a file, names trimmed: ReadClassNames() takes every text that this makes.
/// Throws Error(kInvalidArgument) for a name that ClassNameFault() refuses or that comes twice.
std::string FormatClassNames(std::span<const std::string> names);

/// Writes the names, all or nothing. Throws Error as FormatClassNames() does.
void WriteClassNames(const std::filesystem::path& path, std::span<const std::string> names);

}  // namespace imrec

#endif  // IMREC_CLASS_NAMES_H_
