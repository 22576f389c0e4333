#include "voc/syntax/csv_reader.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/text_lines.h"
#include "voc/annotation_limits.h"

namespace imrec {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Returns the most frequent separator outside quotes; a comma if there is none.
char SeparatorOf(std::string_view line) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char separator : {',', ';', '\t'}) {
    bool quoted = false;
    const std::ptrdiff_t count = std::ranges::count_if(line, [&](char c) {
      if (c == '"') quoted = !quoted;
      return c == separator && !quoted;
    });
    if (count <= most) continue;
    most = count;
    best = separator;
  }
  return best;
}

void Trim(std::string& field) {
  const std::string_view trimmed = TrimBlanks(field);
  if (trimmed.size() == field.size()) return;
  field.erase(0, static_cast<std::size_t>(trimmed.data() - field.data()));
  field.resize(trimmed.size());
}

}  // namespace

CsvReader::CsvReader(std::istream& stream, std::string file)
    : stream_(*stream.rdbuf()), file_(std::move(file)) {
  using Traits = std::streambuf::traits_type;
  while (!first_line_.ends_with('\n')) {
    const auto c = stream_.sbumpc();
    if (Traits::eq_int_type(c, Traits::eof())) break;
    first_line_ += Traits::to_char_type(c);
    record_line_ = 1;
    CheckLength(first_line_.size());
  }
  if (first_line_.starts_with("\xFF\xFE") || first_line_.starts_with("\xFE\xFF") ||
      first_line_.find('\0') != std::string::npos) {
    throw Error(ErrorCode::kCorruptData,
                "is not UTF-8 text, but looks like UTF-16; convert it first",
                {.file = file_, .line = record_line_});
  }
  if (first_line_.starts_with(kByteOrderMark)) first_line_.erase(0, kByteOrderMark.size());
  separator_ = SeparatorOf(first_line_);
}

int CsvReader::Get() {
  using Traits = std::streambuf::traits_type;
  if (at_ < first_line_.size()) return static_cast<unsigned char>(first_line_[at_++]);
  const auto c = stream_.sbumpc();
  return Traits::eq_int_type(c, Traits::eof()) ? kEnd : c;
}

int CsvReader::Peek() {
  using Traits = std::streambuf::traits_type;
  if (at_ < first_line_.size()) return static_cast<unsigned char>(first_line_[at_]);
  const auto c = stream_.sgetc();
  return Traits::eq_int_type(c, Traits::eof()) ? kEnd : c;
}

void CsvReader::CheckLength(std::size_t bytes) const {
  if (bytes <= kMaxCsvRecord) return;
  throw Error(ErrorCode::kCorruptData, "a record of more than 1 MiB, so this is no CSV",
              {.file = file_, .line = record_line_});
}

void CsvReader::StartField() {
  if (count_ == kMaxCsvFields) {
    throw Error(ErrorCode::kCorruptData,
                "a record of more than 10000 fields, so this is no CSV of boxes",
                {.file = file_, .line = record_line_});
  }
  if (count_ == fields_.size()) fields_.emplace_back();
  fields_[count_++].clear();
}

bool CsvReader::Next() {
  do {
    if (Peek() == kEnd) return false;
    record_line_ = line_;
    record_bytes_ = 0;
    count_ = 0;
    while (ReadField()) {
    }
  } while (count_ == 1 && fields_.front().empty());
  return true;
}

// Reads a field and what ends it. Returns true if another field follows.
bool CsvReader::ReadField() {
  StartField();
  std::string& field = fields_[count_ - 1];
  bool was_quoted = false;
  while (true) {
    const int c = Get();
    CheckLength(++record_bytes_);
    if (c == separator_ || c == '\n' || c == kEnd) {
      if (c == '\n') ++line_;
      Trim(field);
      return c == separator_;
    }
    if (c == '"' && !was_quoted && TrimBlanks(field).empty()) {
      field.clear();
      ReadQuoted(field);
      was_quoted = true;
    } else {
      field += static_cast<char>(c);
    }
  }
}

void CsvReader::ReadQuoted(std::string& field) {
  while (true) {
    const int c = Get();
    if (c == kEnd) {
      throw Error(ErrorCode::kCorruptData, "a field in quotes has no end",
                  {.file = file_, .line = record_line_});
    }
    if (c == '"') {
      if (Peek() != '"') return;
      Get();
    }
    if (c == '\n') ++line_;
    CheckLength(++record_bytes_);
    field += static_cast<char>(c);
  }
}

}  // namespace imrec
