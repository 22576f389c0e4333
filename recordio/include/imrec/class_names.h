// The class-name file, `PREFIX.classes.txt`: one name per line; the first line is class 0.
#ifndef IMREC_CLASS_NAMES_H_
#define IMREC_CLASS_NAMES_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/access_options.h>
#include <imrec/export.h>

namespace imrec {

/// Returns the path of the class-name file of a list or record file, PREFIX.classes.txt in the same
/// folder: `data/train.lst`, `data/train.rec` and `data/train.rec.zst` -> `data/train.classes.txt`.
IMREC_EXPORT std::filesystem::path ClassNamesPathFor(const std::filesystem::path& file);

/// The longest valid class name.
inline constexpr std::size_t kMaxClassNameBytes = 1000;

/// Returns `name` without white space and UTF-8 byte order marks at both ends. The result is part
/// of `name`.
IMREC_EXPORT std::string_view TrimClassName(std::string_view name);

/// Returns why the trimmed `name` cannot be stored in a class-name file, as the predicate of a
/// sentence ("is empty", "contains a line end"); empty if it can.
IMREC_EXPORT std::string ClassNameFault(std::string_view name);

/// Reads the names and trims them. Empty lines at the end of the file are ignored. Throws Error if
/// the file cannot be read, and Error(kCorruptData) with the line number if a name before the last
/// is empty, occurs twice, or is invalid (see ClassNameFault()).
IMREC_EXPORT std::vector<std::string> ReadClassNames(const std::filesystem::path& path,
                                                     const AccessOptions& access = {});

/// Returns the contents of a class-name file, with the names trimmed. ReadClassNames() reads them
/// back. Throws Error(kInvalidArgument) if a name is invalid (see ClassNameFault()) or occurs
/// twice.
IMREC_EXPORT std::string FormatClassNames(std::span<const std::string> names);

/// Writes the names atomically. Throws Error(kInvalidArgument) as FormatClassNames() does, or
/// Error(kIo).
IMREC_EXPORT void WriteClassNames(const std::filesystem::path& path,
                                  std::span<const std::string> names);

}  // namespace imrec

#endif  // IMREC_CLASS_NAMES_H_
