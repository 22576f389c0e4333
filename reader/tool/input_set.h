// The files and records that the SET arguments of a command name.
#ifndef IMREC_READER_TOOL_INPUT_SET_H_
#define IMREC_READER_TOOL_INPUT_SET_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "reader/records/record_dataset.h"
#include "reader/records/source_files.h"

namespace imrec::tool {

/// A .rec or .rec.zst file of an input.
struct InputFile {
  std::filesystem::path path;
  // Of its data set: data/train for data/train-00002-of-00008.rec. Without the query of a URL.
  std::filesystem::path prefix;
  std::filesystem::path manifest;  // of its data set; may not exist
  bool named_by_manifest = false;  // true: the manifest names the file
  std::size_t set = 0;             // number of the SET argument, from 0
};

struct InputOptions {
  FindOptions find = {};
  bool keep_repeats = false;  // read a file twice if it is named twice
};

/// The files of all sets, in the order in which they are named.
class InputFiles {
 public:
  /// Prints a notice, starting with `tool`, such as "imrec info", for each file that is named more
  /// than once. Throws Error as FindSourceFiles.
  InputFiles(const std::vector<std::string>& sets, std::string tool,
             const InputOptions& options = {});

  const std::vector<InputFile>& files() const { return files_; }
  std::vector<std::filesystem::path> paths() const;
  std::size_t size() const { return files_.size(); }
  const InputFile& operator[](std::size_t i) const { return files_[i]; }
  /// The arguments, for messages: "train", "a.rec and 2 more".
  const std::string& name() const { return name_; }
  const std::string& tool() const { return tool_; }
  /// How the files are read: as the options say, with one session for all remote files.
  const AccessOptions& access() const { return access_; }

 private:
  void Add(std::size_t number, const std::string& set, const InputOptions& options);
  void HandleRepeats(bool keep);

  std::vector<InputFile> files_;
  std::string name_;
  std::string tool_;
  AccessOptions access_;
};

/// The records of these files, numbered across files. A file whose .idx is missing or unusable is
/// scanned, with a notice. Thread-safe.
class InputSet {
 public:
  /// `check_checksums` is that of RecordShardOptions. Throws Error if a file cannot be read, or if
  /// there are no records.
  explicit InputSet(InputFiles files, std::optional<bool> check_checksums = std::nullopt);

  const InputFiles& files() const { return files_; }
  const std::string& name() const { return files_.name(); }
  const std::string& tool() const { return files_.tool(); }
  const RecordDataset& records() const { return records_; }
  /// Returns the opened file `i` of files().
  const RecordShard& file(std::size_t i) const { return *records_.files()[i]; }
  /// Returns the ordinal of that file's first record.
  std::uint64_t begin(std::size_t i) const;

 private:
  void ReportIndices() const;

  InputFiles files_;
  RecordDataset records_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INPUT_SET_H_
