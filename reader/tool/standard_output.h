// What goes to standard output: JSON, and the contents of files that are named "-".
#ifndef IMREC_READER_TOOL_STANDARD_OUTPUT_H_
#define IMREC_READER_TOOL_STANDARD_OUTPUT_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "recordio/internal/output_file.h"

namespace imrec::tool {

/// Prints the document with a line end. Names of files and classes are anybody's bytes: those that
/// are not UTF-8 are replaced.
void PrintJson(const nlohmann::ordered_json& json);

/// Replaces the file `path` by `contents`, all or nothing; for "-", writes them to standard output.
/// Throws Error(kIo).
void WriteOutput(const std::string& path, std::span<const std::byte> contents);
void WriteOutput(const std::string& path, std::string_view contents);

/// Text that is written piece by piece to a file, which appears when it is whole, or to standard
/// output for "-". Not thread-safe.
class StreamOutput {
 public:
  /// Throws Error(kIo), as the others do.
  explicit StreamOutput(const std::string& path);

  void Write(std::string_view text);
  /// Makes the file appear. Without it nothing does.
  void Commit();

 private:
  std::optional<OutputFile> file_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_STANDARD_OUTPUT_H_
