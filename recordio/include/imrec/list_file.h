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

namespace imrec {

struct ListEntry {
  std::uint64_t index = 0;    // becomes record key and id
  std::vector<float> labels;  // at least one
  std::string path;           // relative to the root that im2rec is given
  std::uint64_t line = 0;     // where ReadListFile found it, from 1
};

/// How label numbers are written.
enum class LabelFormat {
  kSixDecimals,   // as im2rec.py: 3.000000
  kFourDecimals,  // as MXNet's example/ssd: 0.1234
  kShortest,      // the fewest digits that read back to the same float
};

/// Appends the entry's line, LF included. Throws Error(kInvalidArgument) for a path that would not
/// read back: empty, with a TAB or line end in it, or with blanks at its ends.
void AppendListLine(const ListEntry& entry, LabelFormat format, std::string& text);

/// Parses one line (without its end). Fields are separated by TABs alone, so that paths may hold
/// spaces; fields are trimmed. Throws Error(kCorruptData) that says what was expected.
ListEntry ParseListLine(std::string_view line);

/// What ReadListFile found: the good lines, and an error (file, line, reason) for each bad one.
struct ListFile {
  std::vector<ListEntry> entries;
  std::vector<Error> bad_lines;
};

/// Reads a whole list: LF or CRLF, with or without a byte order mark; empty lines are passed over.
/// Throws Error only if the file cannot be read.
ListFile ReadListFile(const std::filesystem::path& path);

/// As ReadListFile() for a list in memory; errors name `file`.
ListFile ParseList(std::string_view text, const std::string& file);

}  // namespace imrec

#endif  // IMREC_LIST_FILE_H_
