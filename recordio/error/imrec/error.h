// The exception type that all of imrec throws.
#ifndef IMREC_ERROR_H_
#define IMREC_ERROR_H_

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <imrec/export.h>

namespace imrec {

enum class ErrorCode {
  kInvalidArgument,  // an option or argument is malformed or out of range
  kNotFound,         // a file or name does not exist
  kIo,               // an operation of the operating system failed
  kCorruptData,      // the data violates its format
  kUnsupported,      // the data is valid, but in a format or version that imrec does not read
  kLimitExceeded,    // a size exceeds the limit of the format or a configured limit
  kUnavailable,      // a file may not be read, or was open and is gone or replaced
};

/// Returns the name of a code for programs, for example "corrupt_data".
constexpr const char* ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "invalid_argument";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kCorruptData:
      return "corrupt_data";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kLimitExceeded:
      return "limit_exceeded";
    case ErrorCode::kUnavailable:
      return "unavailable";
  }
  return "io";
}

/// Where an error occurred. Any field may be absent; `file` is then empty.
struct ErrorContext {
  std::string file;
  std::optional<std::uint64_t> line = std::nullopt;    // in a text file, from 1
  std::optional<std::uint64_t> key = std::nullopt;     // record key (.idx)
  std::optional<std::uint64_t> offset = std::nullopt;  // byte offset in `file`
};

/// An error with its category, its cause and where it occurred. what() returns `file:line: reason`
/// or `file: record KEY at byte OFFSET: reason`, without the fields that are absent. Immutable,
/// except by assignment.
class IMREC_EXPORT Error : public std::runtime_error {
 public:
  /// `reason` says what is wrong and what was expected, without the fields of `where`.
  Error(ErrorCode code, const std::string& reason, ErrorContext where = {})
      : std::runtime_error(Format(reason, where)),
        code_(code),
        reason_(reason),
        where_(std::move(where)) {}

  ErrorCode code() const { return code_; }
  const std::string& reason() const { return reason_; }
  const ErrorContext& where() const { return where_; }

  /// Returns a copy in which fields that are absent here are taken from `where`. Callers add what
  /// they know on the way up; a field that is set is never replaced.
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
