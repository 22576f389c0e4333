// The files that a command reads, which it must not replace.
#ifndef IMREC_READER_TOOL_FILES_READ_FILES_H_
#define IMREC_READER_TOOL_FILES_READ_FILES_H_

#include <filesystem>
#include <set>
#include <utility>

#include "reader/tool/input_set.h"

namespace imrec::tool {

/// The record files of an input, their indices and their checksums. Remote files are not among
/// them, nor are manifests and class names: those of the output replace them without loss.
class ReadFiles {
 public:
  explicit ReadFiles(const InputFiles& inputs);

  /// Throws Error(kInvalidArgument) if `output` is one of these files, by whatever name.
  void Refuse(const std::filesystem::path& output) const;

 private:
  void Add(const std::filesystem::path& path);

  std::set<std::pair<std::uintmax_t, std::uintmax_t>> files_;  // device and number
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_READ_FILES_H_
