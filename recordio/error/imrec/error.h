// The one exception type of imrec.
#ifndef IMREC_ERROR_H_
#define IMREC_ERROR_H_

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace imrec {

enum class ErrorCode {
  kInvalidArgument,  // an option or argument that cannot be used
  kNotFound,         // a file or name that does not exist
  kIo,               // the operating system refused or failed
  kCorruptData,      // bytes that break their format
  kUnsupported,      // a valid format that imrec does not read
  kLimitExceeded,    // larger than the format or a configured bound allows
};

/// Where an error happened; every field may be absent.
struct ErrorContext {
  std::string file;
  std::optional<std::uint64_t> line = std::nullopt;    // of a text file, from 1
  std::optional<std::uint64_t> key = std::nullopt;     // record key (.idx)
  std::optional<std::uint64_t> offset = std::nullopt;  // byte offset in `file`
};

/// Thrown by set-up code and tools. what() reads `file:line: reason` or
/// `file: record KEY at byte OFFSET: reason`, as far as these are known.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& reason, ErrorContext where = {})
      : std::runtime_error(Format(reason, where)),
        code_(code),
        reason_(reason),
        where_(std::move(where)) {}

  ErrorCode code() const { return code_; }
  const std::string& reason() const { return reason_; }
  const ErrorContext& where() const { return where_; }

  /// The same error with the fields of `where` that this one lacks.
  Error Within(const ErrorContext& where) const {
    ErrorContext merged = where_;
    if (merged.file.empty()) merged.file = where.file;
    if (!merged.line) merged.line = where.line;
    if (!merged.key) merged.key = where.key;
    if (!merged.offset) merged.offset = where.offset;
    return Error(code_, reason_, std::move(merged));
  }

 private:
  static std::string Format(const std::string& reason, const ErrorContext& where) {
    std::string text = where.file;
    if (where.line) text += ':' + std::to_string(*where.line);
    std::string record;
    if (where.key) record = "record " + std::to_string(*where.key);
    if (where.offset) {
      record += (record.empty() ? "byte " : " at byte ") + std::to_string(*where.offset);
    }
    for (const std::string& part : {record, reason}) {
      if (!text.empty() && !part.empty()) text += ": ";
      text += part;
    }
    return text;
  }

  ErrorCode code_;
  std::string reason_;
  ErrorContext where_;
};

}  // namespace imrec

#endif  // IMREC_ERROR_H_
