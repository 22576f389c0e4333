// The files that a source of records names.
#ifndef IMREC_READER_RECORD_FILES_H_
#define IMREC_READER_RECORD_FILES_H_

#include <filesystem>
#include <vector>

namespace imrec {

/// The .rec files that `source` stands for, in reading order: a file itself, those that fit a
/// pattern, those of a manifest, or the shards of a PREFIX. Throws Error(kNotFound) that says what
/// was looked for.
std::vector<std::filesystem::path> FindRecordFiles(const std::filesystem::path& source);

}  // namespace imrec

#endif  // IMREC_READER_RECORD_FILES_H_
