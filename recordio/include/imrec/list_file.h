// The .lst file: one line per image, `index TAB label [TAB label ...] TAB path`.
#ifndef IMREC_LIST_FILE_H_
#define IMREC_LIST_FILE_H_

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/error.h>
#include <imrec/export.h>

namespace imrec {

/// A line of a .lst file.
struct ListEntry {
  std::uint64_t index = 0;    // becomes the record's key and id
  std::vector<float> labels;  // at least one
  std::string path;           // relative to the root folder that im2rec is given
  std::uint64_t line = 0;     // line number in the file, from 1; set by ReadListFile()
};

/// The number format of labels.
enum class LabelFormat {
  kSixDecimals,   // as MXNet's tools/im2rec.py: 3.000000
  kFourDecimals,  // as MXNet's example/ssd: 0.1234
  kShortest,      // the fewest digits that parse to the same float
};

/// Appends the line of `entry` to `text`, including LF. Throws Error(kInvalidArgument) if the path
/// cannot be read back: it is empty, contains a TAB or line end, or has white space at an end.
IMREC_EXPORT void AppendListLine(const ListEntry& entry, LabelFormat format, std::string& text);

/// Writes a list with one line per entry, in place of an existing file, which stays whole until
/// then. Throws Error as AppendListLine(), and Error(kIo) if the file cannot be written.
IMREC_EXPORT void WriteListFile(const std::filesystem::path& path,
                                std::span<const ListEntry> entries, LabelFormat format);

/// Parses one line, given without its line end. Only TABs separate fields, so paths may contain
/// spaces. Fields are trimmed. A label too small for a float is read as 0. Throws
/// Error(kCorruptData) that says what was expected.
IMREC_EXPORT ListEntry ParseListLine(std::string_view line);

/// The valid lines of a list, and an error (file, line, reason) for each invalid one, both in file
/// order.
struct ListFile {
  std::vector<ListEntry> entries;
  std::vector<Error> bad_lines;
};

/// Reads a whole list, with LF or CRLF line ends and with or without a UTF-8 byte order mark. Empty
/// lines are skipped. Throws Error(kNotFound) or Error(kIo) if the file cannot be read.
IMREC_EXPORT ListFile ReadListFile(const std::filesystem::path& path);

/// Same for a list in memory. `file` is the file name in errors. Does not throw Error.
IMREC_EXPORT ListFile ParseList(std::string_view text, const std::string& file);

}  // namespace imrec

#endif  // IMREC_LIST_FILE_H_
