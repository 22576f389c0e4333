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
  const InputFiles& inputs;                   // none of them may be written
  std::vector<std::string> class_names = {};  // for the manifest and OUT.classes.txt
  std::uint64_t shards = 1;
  bool force = false;                         // replace a set that exists
  std::optional<int> compression_level = {};  // write .rec.zst; then OUT.rec.zst is understood, too

  /// OUT. Throws Error(kInvalidArgument) for a name that ends otherwise than in .rec, and for "-".
  std::filesystem::path prefix() const;
  /// The file of shard `i`, compressed or not.
  std::filesystem::path file(std::uint64_t i) const;
  /// A name under which commands find the set: its file, or the PREFIX of its shards.
  std::string name() const;
};

/// Writes OUT.rec, or OUT-00000-of-0000N.rec and so on, with .idx, .crc, one manifest, and
/// OUT.classes.txt if there are class names. Nothing is there before Close(). Not thread-safe.
class SetWriter {
 public:
  /// Throws Error(kInvalidArgument) for a name that cannot be used, if an input would be
  /// overwritten or removed, if a set of that name exists and is not to be replaced, or for class
  /// names that no file can hold.
  explicit SetWriter(const OutputDataset& set);
  SetWriter(const SetWriter&) = delete;
  SetWriter& operator=(const SetWriter&) = delete;
  ~SetWriter() = default;

  /// Makes the current shard an identity set: images get the keys 1, 2, 3 .., and what the layout
  /// adds follows them. Call before anything is written to the shard.
  void KeepIdentities();
  void NextShard();
  void Write(std::uint64_t key, std::span<const std::byte> payload);
  Manifest Close();

 private:
  void FinishIdentities();

  DatasetWriter writer_;
  std::optional<IdentitySetWriter> identities_;
  std::vector<std::byte> payload_;
};

/// Calls `copy` with each record of the input, in order. With each file but the first `writer`
/// begins its next shard; identity sets stay such. Records that cannot be read, or for which `copy`
/// throws, are named and left out; returns how many. Errors of the disk end it.
std::uint64_t CopyRecords(
    const InputSet& input, console::ProgressMode progress, SetWriter& writer,
    const std::function<void(std::uint64_t ordinal, std::span<const std::byte> payload)>& copy);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_OUTPUT_DATASET_H_
