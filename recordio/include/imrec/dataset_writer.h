// Writing a data set: records in one or more shards, with index, checksums and manifest.
#ifndef IMREC_DATASET_WRITER_H_
#define IMREC_DATASET_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <imrec/manifest.h>

namespace imrec {

struct DatasetOptions {
  std::filesystem::path prefix;   // data/train makes data/train.rec, .idx, .crc, .manifest.json
  std::uint64_t shard_count = 1;  // files to make; the caller says where one ends
  std::uint64_t shard_bytes = 0;  // if not 0: a shard ends before it is longer than this
  std::optional<int> compression_level = {};  // make .rec.zst instead of .rec
  bool resume = false;                        // go on with what a killed run left
  // The next three go into the manifest.
  std::string tool = {};
  std::map<std::string, std::string> options = {};  // a run is resumed only if these are the same
  std::vector<std::string> class_names = {};
};

/// Writes PREFIX.rec or PREFIX-00000-of-00008.rec and so on (or .rec.zst), each with .idx and .crc,
/// and one PREFIX.manifest.json. All are written beside and appear together in Close(), the
/// manifest last; if that is interrupted, the next writer of the same prefix completes it first. A
/// writer that is destroyed before leaves what was there. One whose process is killed leaves
/// partial files, which a writer with `resume` continues and any other discards. Not thread-safe.
class DatasetWriter {
 public:
  /// Throws Error(kInvalidArgument) for options out of range, or if a run was interrupted that had
  /// others; Error(kIo) if files cannot be made or another process is writing them.
  explicit DatasetWriter(DatasetOptions options);
  DatasetWriter(DatasetWriter&&) noexcept;
  DatasetWriter& operator=(DatasetWriter&&) noexcept;
  ~DatasetWriter();

  /// True if `resume` was asked for and the data set is there, whole and made with these options.
  /// Then nothing may be written; Close() returns its manifest.
  bool complete() const;
  /// True if an interrupted run is to be continued: then Recover() must be called before Write().
  bool resuming() const;
  /// What the interrupted run noted.
  const std::vector<std::string>& notes() const;
  /// Calls `accept` with the key of each sound record of the interrupted run, in order. The first
  /// record that is damaged or not accepted is dropped with all behind it.
  void Recover(const std::function<bool(std::uint64_t key)>& accept);

  /// Appends a record. Throws Error(kLimitExceeded) for payloads of 2^29 bytes or more, Error(kIo)
  /// if the disk refuses.
  void Write(std::uint64_t key, std::span<const std::byte> payload);
  /// The shard that is being written, from 0.
  std::uint64_t shard() const;
  /// Ends the shard and begins the next.
  void NextShard();
  /// Keeps a line of text for the run that may have to continue this one.
  void Note(const std::string& text);
  /// Counts an input that did not become a record, for the manifest.
  void CountSkipped();

  /// A text file PREFIX + `extension` that belongs to the data set and appears with it; without
  /// contents, one that is there disappears.
  void AddCompanion(const std::string& extension, std::string contents);

  /// Records written so far, recovered ones included.
  std::uint64_t count() const;

  /// Syncs all files and gives them their names.
  Manifest Close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_DATASET_WRITER_H_
