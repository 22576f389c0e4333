// The files that a source of records names.
#ifndef IMREC_READER_RECORD_FILES_H_
#define IMREC_READER_RECORD_FILES_H_

#include <filesystem>
#include <vector>

namespace imrec {

struct FindOptions {
  /// Where FILE.rec and FILE.rec.zst are both there and the source names neither, take the latter.
  bool prefer_compressed = false;
  /// Also return files that should be there and are not: a manifest names them, or they are the
  /// missing ones among numbered shards. Otherwise each is an Error(kNotFound).
  bool keep_missing = false;
};

/// The .rec files of a data set, in reading order.
struct FoundFiles {
  std::vector<std::filesystem::path> files;
  std::filesystem::path manifest;  // that names them; empty if they were found otherwise
};

/// The .rec files that `source` stands for:
/// - a file itself, also where FILE.rec is named and only FILE.rec.zst is there;
/// - those that fit a pattern (*, ?, [..]), by name: of these only .rec and .rec.zst files if there
///   are any, and one of FILE.rec and FILE.rec.zst;
/// - the shards of a manifest, PREFIX.manifest.json, beside it;
/// - the data set PREFIX, also written PREFIX.rec: the shards of its manifest; or else PREFIX.rec;
///   or else PREFIX-00000-of-0000N.rec up to N - 1.
/// Throws Error(kNotFound) that says what was looked for, Error(kInvalidArgument) for a folder and
/// for shards of several sets under one PREFIX, or what reading the manifest throws.
FoundFiles FindRecordFiles(const std::filesystem::path& source, const FindOptions& options = {});

}  // namespace imrec

#endif  // IMREC_READER_RECORD_FILES_H_
