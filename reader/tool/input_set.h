// What the SET arguments of a command name.
#ifndef IMREC_READER_TOOL_INPUT_SET_H_
#define IMREC_READER_TOOL_INPUT_SET_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "reader/records/record_dataset.h"
#include "reader/records/record_files.h"

namespace imrec::tool {

/// A .rec or .rec.zst file of an input.
struct InputFile {
  std::filesystem::path path;
  std::filesystem::path prefix;    // of its data set: data/train for data/train-00002-of-00008.rec
  std::filesystem::path manifest;  // of its data set, whether it is there or not
  bool named_by_manifest = false;  // the file was found by it
  std::size_t set = 0;             // which of the sets that were typed it belongs to, from 0
};

struct InputOptions {
  FindOptions find = {};
  bool keep_repeats = false;  // read a file that is named twice twice
};

/// The files of all sets, in the order in which they are named.
class InputFiles {
 public:
  /// `tool`, such as "imrec info", is for notices: of files that are named more than once. Throws
  /// Error as FindRecordFiles.
  InputFiles(const std::vector<std::string>& sets, std::string tool,
             const InputOptions& options = {});

  const std::vector<InputFile>& files() const { return files_; }
  std::size_t size() const { return files_.size(); }
  const InputFile& operator[](std::size_t i) const { return files_[i]; }
  /// What was typed, for messages: "train", "a.rec and 2 more".
  const std::string& name() const { return name_; }
  const std::string& tool() const { return tool_; }

 private:
  void Add(std::size_t number, const std::string& set, const InputOptions& options);
  void HandleRepeats(bool keep);

  std::vector<InputFile> files_;
  std::string name_;
  std::string tool_;
};

/// The records of these files, counted through. A file whose .idx is absent or cannot be used is
/// scanned, with a notice. Thread-safe.
class InputSet {
 public:
  /// Throws Error if a file cannot be read, or there is no record in them.
  explicit InputSet(InputFiles files);

  const InputFiles& files() const { return files_; }
  const std::string& name() const { return files_.name(); }
  const std::string& tool() const { return files_.tool(); }
  const RecordDataset& records() const { return records_; }
  /// File `i` of files(), opened.
  const RecordShard& file(std::size_t i) const { return *records_.files()[i]; }
  /// The ordinal of that file's first record.
  std::uint64_t begin(std::size_t i) const;

 private:
  void ReportIndices() const;

  InputFiles files_;
  RecordDataset records_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INPUT_SET_H_
