// Atomic output of several files that belong together.
#ifndef IMREC_RECORDIO_INTERNAL_FILES_TOGETHER_H_
#define IMREC_RECORDIO_INTERNAL_FILES_TOGETHER_H_

#include <deque>
#include <filesystem>
#include <string_view>

namespace imrec {

/// Writes files as OutputFile does, of which none gets its name before all are complete, so that
/// neither an error nor a full disk leaves new files beside old ones. A power cut between the
/// renames may; data sets have a journal for that. Not thread-safe.
class FilesTogether {
 public:
  FilesTogether() = default;
  FilesTogether(const FilesTogether&) = delete;
  FilesTogether& operator=(const FilesTogether&) = delete;
  /// Removes the partial files that have not got their names.
  ~FilesTogether();

  /// Writes `PATH.partial`. Throws Error(kIo), as Commit() does.
  void Add(const std::filesystem::path& path, std::string_view text);
  /// Gives the files their names, in the order in which they were added.
  void Commit();

 private:
  std::deque<std::filesystem::path> paths_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_FILES_TOGETHER_H_
