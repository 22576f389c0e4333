#include <imrec/record_index.h>

#include <charconv>
#include <string_view>

#include <imrec/error.h>
#include <imrec/image_record.h>

#include "recordio/internal/read_file.h"
#include "recordio/internal/text_lines.h"

namespace imrec {
namespace {

// Parses a decimal number at the start of `text` and removes it. Returns false if there is none.
bool TakeNumber(std::string_view& text, std::uint64_t& value) {
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

}  // namespace

std::vector<IndexEntry> ReadIndexFile(const std::filesystem::path& path,
                                      const AccessOptions& access) {
  const std::string text = ReadTextFile(path, access);
  std::vector<IndexEntry> entries;
  for (TextLines lines(text); lines.Next();) {
    std::string_view line = lines.line();
    if (line.empty()) continue;
    IndexEntry entry;
    bool good = TakeNumber(line, entry.key) && line.starts_with('\t');
    if (good) line.remove_prefix(1);
    if (!good || !TakeNumber(line, entry.offset) || !line.empty()) {
      throw Error(ErrorCode::kCorruptData, "expected 'key TAB offset'",
                  {.file = path.string(), .line = lines.number()});
    }
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
  std::filesystem::path path = record_path;
  if (path.extension() == ".zst") path.replace_extension();
  return path.replace_extension(".idx");
}

}  // namespace imrec
