// Reads comma-separated values (RFC 4180) as a stream of records.
#ifndef IMREC_VOC_SYNTAX_CSV_READER_H_
#define IMREC_VOC_SYNTAX_CSV_READER_H_

#include <cstddef>
#include <cstdint>
#include <istream>
#include <span>
#include <string>
#include <vector>

namespace imrec {

/// Reads UTF-8 text, with or without a byte order mark and with any line ends. The separator is the
/// most frequent of `,`, `;` and tab in the first line. Fields may be in quotes, and then contain
/// separators, line ends and doubled quotes. White space around fields is removed. Records whose
/// fields are all missing (empty lines) are skipped. Not thread-safe.
class CsvReader {
 public:
  /// `stream` must outlive the reader; `file` is its name in errors. Throws Error(kCorruptData) if
  /// the first line is too long, or is UTF-16.
  CsvReader(std::istream& stream, std::string file);

  /// Reads the next record. Returns false at the end. Throws Error(kCorruptData) with the line if a
  /// quoted field does not end, or a record is too long or has too many fields.
  bool Next();

  /// The fields of the record, valid until the next call.
  std::span<const std::string> fields() const { return {fields_.data(), count_}; }
  /// The line where the record starts, from 1.
  std::uint64_t line() const { return record_line_; }
  char separator() const { return separator_; }

 private:
  static constexpr int kEnd = -1;

  int Get();
  int Peek();
  void StartField();
  bool ReadField();
  void ReadQuoted(std::string& field);
  void CheckLength(std::size_t bytes) const;

  std::streambuf& stream_;
  std::string file_;
  std::string first_line_;  // read ahead
  std::size_t at_ = 0;      // in first_line_
  char separator_ = ',';
  std::vector<std::string> fields_;  // reused; the first count_ are valid
  std::size_t count_ = 0;
  std::size_t record_bytes_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t record_line_ = 0;
};

}  // namespace imrec

#endif  // IMREC_VOC_SYNTAX_CSV_READER_H_
