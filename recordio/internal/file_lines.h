// Reads the lines of a text file one after the other.
#ifndef IMREC_RECORDIO_INTERNAL_FILE_LINES_H_
#define IMREC_RECORDIO_INTERNAL_FILE_LINES_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <imrec/access_options.h>

#include "recordio/internal/byte_source.h"

namespace imrec {

/// As TextLines, for a file, of which it holds one piece and the longest line. Skips a UTF-8 byte
/// order mark. Not thread-safe.
class FileLines {
 public:
  /// Opens a file. Throws Error as ReadTextFile() does.
  explicit FileLines(const std::filesystem::path& path, const AccessOptions& access = {});
  FileLines(const FileLines&) = delete;
  FileLines& operator=(const FileLines&) = delete;
  ~FileLines();

  /// Moves to the next line. Returns false if there is none; line() is then unspecified. Throws
  /// Error(kIo) if the file cannot be read, and Error(kCorruptData) if it has become shorter.
  bool Next();

  /// The current line without its line end, LF or CRLF. Valid until the next call of Next().
  std::string_view line() const { return line_; }
  /// The number of the current line, from 1; 0 before the first Next().
  std::uint64_t number() const { return number_; }

  /// The size of the file, and the end of the current line in it, in bytes.
  std::uint64_t file_size() const { return file_->size(); }
  std::uint64_t line_end() const { return read_ - (buffer_.size() - begin_); }

 private:
  bool ReadMore();

  std::unique_ptr<ByteSource> file_;
  std::uint64_t read_ = 0;  // bytes of the file
  std::string buffer_;
  std::size_t begin_ = 0;  // of the next line in the buffer
  std::string_view line_;
  std::uint64_t number_ = 0;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_FILE_LINES_H_
