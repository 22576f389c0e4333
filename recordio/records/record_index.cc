#include <imrec/record_index.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include <imrec/error.h>
#include <imrec/image_record.h>

#include "recordio/internal/file_lines.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

// After this many entries, the average length of a line is known and memory is reserved.
constexpr std::size_t kSample = 4096;

// Parses a decimal number at the start of `text` and removes it. Returns false if there is none.
bool TakeNumber(std::string_view& text, std::uint64_t& value) {
  constexpr std::size_t kSafeDigits = 19;  // any number of this many digits is below 2^64
  const auto digit = [&](std::size_t at) { return static_cast<unsigned char>(text[at] - '0'); };
  const std::size_t safe = std::min(text.size(), kSafeDigits);
  std::size_t length = 0;
  for (value = 0; length < safe && digit(length) < 10; ++length) value = value * 10 + digit(length);
  if (length == kSafeDigits && length < text.size() && digit(length) < 10) {
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc()) return false;
    length = static_cast<std::size_t>(end - text.data());
  }
  text.remove_prefix(length);
  return length > 0;
}

bool ParseEntry(std::string_view line, IndexEntry& entry) {
  if (!TakeNumber(line, entry.key) || !line.starts_with('\t')) return false;
  line.remove_prefix(1);
  return TakeNumber(line, entry.offset) && line.empty();
}

// The memory to reserve is bounded: the server says how long a remote file is.
constexpr double kMostReserved = double{std::size_t{1} << 26};

// Returns how many entries to expect. Reserved memory costs nothing until it is used, but a vector
// that has to grow is in memory twice meanwhile.
std::size_t Expect(const FileLines& lines, std::size_t entries) {
  const double bytes_per_entry =
      static_cast<double>(lines.line_end()) / static_cast<double>(entries);
  const double expected = 1.125 * static_cast<double>(lines.file_size()) / bytes_per_entry;
  return static_cast<std::size_t>(std::min(expected, kMostReserved));
}

}  // namespace

std::vector<IndexEntry> ReadIndexFile(const std::filesystem::path& path,
                                      const AccessOptions& access) {
  FileLines lines(path, access);
  std::vector<IndexEntry> entries;
  while (lines.Next()) {
    if (lines.line().empty()) continue;
    IndexEntry entry;
    if (!ParseEntry(lines.line(), entry)) {
      throw Error(ErrorCode::kCorruptData, "expected 'key TAB offset'",
                  {.file = ShownPath(path), .line = lines.number()});
    }
    if (entries.size() == kSample) entries.reserve(Expect(lines, kSample));
    entries.push_back(entry);
  }
  return entries;
}

std::string FormatIndex(const std::vector<IndexEntry>& entries) {
  std::string text;
  for (const IndexEntry& entry : entries) {
    text += std::to_string(entry.key);
    text += '\t';
    text += std::to_string(entry.offset);
    text += '\n';
  }
  return text;
}

std::vector<IndexEntry> BuildIndex(const RecordFile& file) {
  std::vector<IndexEntry> entries;
  RecordScanner scanner(file);
  while (const auto record = scanner.Next()) {
    const bool has_header = record->payload.size() >= ImageRecordView::kHeaderSize;
    entries.push_back({.key = has_header ? ImageRecordId(record->payload) : entries.size(),
                       .offset = record->offset});
  }
  return entries;
}

std::filesystem::path IndexPathFor(const std::filesystem::path& record_path) {
  const bool compressed = ShownPath(record_path).ends_with(".zst");
  return WithExtension(compressed ? WithExtension(record_path, "") : record_path, ".idx");
}

}  // namespace imrec
