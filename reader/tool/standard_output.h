// Writes JSON and the contents of files named "-" to standard output.
#ifndef IMREC_READER_TOOL_STANDARD_OUTPUT_H_
#define IMREC_READER_TOOL_STANDARD_OUTPUT_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <imrec/error.h>
#include <nlohmann/json.hpp>

#include "recordio/internal/output_file.h"

namespace imrec::tool {

/// Prints the document and a line end. Names of files and classes may not be UTF-8; invalid bytes
/// are replaced.
void PrintJson(const nlohmann::ordered_json& json);

/// Returns an object with `code`, `message`, `reason`, and of `file`, `line`, `key` and `offset`
/// those that the error has.
nlohmann::ordered_json ErrorJson(const Error& error);
nlohmann::ordered_json ErrorsJson(std::span<const Error> errors);

/// Atomically replaces the file `path` with `contents`. For "-", writes them to standard output.
/// Throws Error(kIo).
void WriteOutput(const std::string& path, std::span<const std::byte> contents);
void WriteOutput(const std::string& path, std::string_view contents);

/// Writes text piece by piece to a file, which gets its name when it is complete, or to standard
/// output for "-". Not thread-safe.
class StreamOutput {
 public:
  /// Throws Error(kIo), as the other functions do.
  explicit StreamOutput(const std::string& path);

  void Write(std::string_view text);
  /// Flushes the file to stable storage, so that Commit() has nothing left to write.
  void Sync();
  /// Gives the file its name. If it is not called, no file is written.
  void Commit();

 private:
  std::optional<OutputFile> file_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_STANDARD_OUTPUT_H_
