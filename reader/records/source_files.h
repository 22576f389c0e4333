// Finds the files of a source of records.
#ifndef IMREC_READER_RECORDS_SOURCE_FILES_H_
#define IMREC_READER_RECORDS_SOURCE_FILES_H_

#include <filesystem>
#include <vector>

#include <imrec/access_options.h>

namespace imrec {

struct FindOptions {
  /// Use FILE.rec.zst if FILE.rec also exists and the source names neither of them.
  bool prefer_compressed = false;
  /// Also return missing files that are in a manifest or in a sequence of numbered shards.
  /// Otherwise each is an Error(kNotFound).
  bool keep_missing = false;
  AccessOptions access = {};  // for remote files
};

/// The .rec files of a data set, in reading order.
struct SourceFiles {
  std::vector<std::filesystem::path> files;
  std::filesystem::path manifest;  // the manifest that lists them; empty if there is none
};

/// Returns the .rec files of `source`, which may be
/// - a file; for FILE.rec also FILE.rec.zst, if only that exists;
/// - a pattern (*, ?, [..]): the matching files by name; only .rec and .rec.zst files if there are
///   any, and only one of FILE.rec and FILE.rec.zst;
/// - a manifest, PREFIX.manifest.json: its shards, in the same folder;
/// - the prefix of a data set, PREFIX or PREFIX.rec: the shards of its manifest; otherwise
///   PREFIX.rec; otherwise PREFIX-00000-of-0000N.rec up to N - 1.
/// Web servers list no files, so that patterns are for S3 only, and a set in shards needs its
/// manifest. Throws Error(kNotFound) that says what was searched for, Error(kInvalidArgument) for a
/// folder and for shards of several sets with one PREFIX, and the errors of reading the manifest.
SourceFiles FindSourceFiles(const std::filesystem::path& source, const FindOptions& options = {});

}  // namespace imrec

#endif  // IMREC_READER_RECORDS_SOURCE_FILES_H_
