#include "recordio/internal/files_together.h"

#include <system_error>

#include "recordio/internal/output_file.h"

namespace imrec {

FilesTogether::~FilesTogether() {
  for (const std::filesystem::path& path : paths_) {
    std::error_code ignored;
    std::filesystem::remove(OutputFile::PartialPathFor(path), ignored);
  }
}

void FilesTogether::Add(const std::filesystem::path& path, std::string_view text) {
  OutputFile file(path);
  file.Write(text);
  file.Sync();
  paths_.push_back(path);
  file.LeavePartial();
}

void FilesTogether::Commit() {
  for (; !paths_.empty(); paths_.pop_front()) OutputFile::Continue(paths_.front()).Commit();
}

}  // namespace imrec
