// The data sets that imrec's commands write.
#ifndef IMREC_READER_TOOL_FILES_OUTPUT_DATASET_H_
#define IMREC_READER_TOOL_FILES_OUTPUT_DATASET_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <imrec/dataset_writer.h>
#include <imrec/identity_set.h>

#include "reader/tool/input_set.h"
#include "recordio/console/progress.h"

namespace imrec::tool {

struct OutputDataset {
  std::string output;                         // OUT.rec, or OUT
  const InputFiles& inputs;                   // must not be overwritten
  std::vector<std::string> class_names = {};  // for the manifest and OUT.classes.txt
  std::uint64_t shards = 1;
  bool force = false;                         // replace an existing set
  std::optional<int> compression_level = {};  // write .rec.zst; OUT.rec.zst is then also accepted

  /// Returns OUT. Throws Error(kInvalidArgument) for "-", or an extension other than .rec.
  std::filesystem::path prefix() const;
  /// Returns the path of shard `i`, compressed or not.
  std::filesystem::path file(std::uint64_t i) const;
  /// Returns a name by which commands find the set: its file, or the PREFIX of its shards.
  std::string name() const;
};

/// Throws Error(kInvalidArgument) if the name cannot be used, an input would be overwritten or
/// removed, or `force` is false and a set of that name or other class names beside it exist. First
/// completes a run that was interrupted while the files of that set got their names, with a notice.
void CheckOutput(const OutputDataset& set);

/// Writes OUT.rec, or OUT-00000-of-0000N.rec and so on, with .idx, .crc, one manifest, and
/// OUT.classes.txt if there are class names. The files get their names in Close(). Not thread-safe.
class SetWriter {
 public:
  /// Throws Error as CheckOutput, and Error(kInvalidArgument) if the class names cannot be stored
  /// in a file.
  explicit SetWriter(const OutputDataset& set);
  SetWriter(const SetWriter&) = delete;
  SetWriter& operator=(const SetWriter&) = delete;
  ~SetWriter() = default;

  /// Makes the current shard an identity set: images get the keys 1, 2, 3 and so on, and the
  /// records without an image are written after them. Call before the first record of the shard.
  void KeepIdentities();
  void NextShard();
  void Write(std::uint64_t key, std::span<const std::byte> payload);
  /// Completes the last shard, and closes its files. Only Close() may follow.
  void EndShard();
  /// Tells which files of a previous set remain.
  Manifest Close();

 private:
  void FinishIdentities();

  std::string tool_;
  DatasetWriter writer_;
  std::optional<IdentitySetWriter> identities_;
  std::vector<std::byte> payload_;
};

/// Calls `copy` with each record of the input, in order. `writer` begins a new shard for each file
/// after the first; identity sets remain identity sets. Records that cannot be read, or for which
/// `copy` throws, are reported and left out. Returns the number of these. Throws Error(kIo).
std::uint64_t CopyRecords(
    const InputSet& input, console::ProgressMode progress, SetWriter& writer,
    const std::function<void(std::uint64_t ordinal, std::span<const std::byte> payload)>& copy);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_OUTPUT_DATASET_H_
