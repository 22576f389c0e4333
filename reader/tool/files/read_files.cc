#include "reader/tool/files/read_files.h"

#include <sys/stat.h>

#include <imrec/error.h>
#include <imrec/record_index.h>

#include "recordio/internal/checksum_file.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {

ReadFiles::ReadFiles(const InputFiles& inputs) {
  for (const InputFile& input : inputs.files()) {
    if (IsRemotePath(input.path)) continue;
    Add(input.path);
    Add(IndexPathFor(input.path));
    Add(ChecksumPathFor(input.path));
  }
}

void ReadFiles::Add(const std::filesystem::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) == 0) files_.emplace(status.st_dev, status.st_ino);
}

void ReadFiles::Refuse(const std::filesystem::path& output) const {
  struct stat status = {};
  if (::stat(output.c_str(), &status) != 0) return;
  if (!files_.contains({status.st_dev, status.st_ino})) return;
  throw Error(ErrorCode::kInvalidArgument, "is one of the files that are read",
              {.file = output.string()});
}

}  // namespace imrec::tool
