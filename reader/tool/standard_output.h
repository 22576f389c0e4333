// Writes JSON and the contents of files named "-" to standard output.
#ifndef IMREC_READER_TOOL_STANDARD_OUTPUT_H_
#define IMREC_READER_TOOL_STANDARD_OUTPUT_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "recordio/console/json_output.h"
#include "recordio/internal/output_file.h"

namespace imrec::tool {

using console::ErrorJson;
using console::ErrorsJson;
using console::PrintJson;

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
