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
  bool resume = false;                        // go on with what an unfinished run left
  bool keep_unfinished = false;  // leave the partial files of a run that fails, to be resumed
  // The next three go into the manifest.
  std::string tool = {};
  std::map<std::string, std::string> options = {};  // a run is resumed only if these are the same
  std::vector<std::string> class_names = {};
};

/// The data set that had the names of a new one.
struct ReplacedSet {
  std::filesystem::file_time_type written;
  std::optional<std::uint64_t> records;  // nothing if neither a manifest nor an index tells
};

/// Writes PREFIX.rec or PREFIX-00000-of-00008.rec and so on (or .rec.zst), each with .idx and .crc,
/// and one PREFIX.manifest.json, in a folder that is made if it is not there. All are written beside and appear together in Close(), after the
/// old files were renamed away, so that old and new ones are never there together. If that is
/// interrupted, the next writer of the same prefix checks the files against what was written and
/// completes it, or takes it back if one of them has been changed or lost.
///
/// A writer that is destroyed before Close() leaves the data set that was there. Its own partial
/// files are removed, unless `keep_unfinished` is set and there is a record in them; those of a
/// process that is killed stay in any case. A writer with `resume` continues partial files, any
/// other discards them. Not thread-safe.
class DatasetWriter {
 public:
  /// Throws Error(kInvalidArgument) for options out of range, or if the run that is to be resumed
  /// had others; Error(kIo) if files cannot be made or another process is writing them;
  /// Error(kCorruptData) or Error(kUnsupported) if PREFIX.journal.partial, where runs are written
  /// down, is damaged or of another version. What an earlier run left stays then.
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
  /// For the user: what was done about an earlier run that was interrupted in Close(); after
  /// Close(), which .rec files of the replaced data set are not replaced.
  const std::vector<std::string>& messages() const;
  /// After Close(): the data set that this one has replaced, if there was one.
  const std::optional<ReplacedSet>& replaced() const;
  /// Calls `accept` with the key of each sound record of the interrupted run, in order. The first
  /// record that is damaged or not accepted is dropped with all after it. Throws
  /// Error(kCorruptData) if the first record of a shard but the first is not accepted: there is no
  /// telling where the shard before should end.
  void Recover(const std::function<bool(std::uint64_t key)>& accept);

  /// Appends a record. Throws Error(kLimitExceeded) for payloads of 2^29 bytes or more, Error(kIo)
  /// if the disk refuses.
  void Write(std::uint64_t key, std::span<const std::byte> payload);
  /// The shard that is being written, from 0.
  std::uint64_t shard() const;
  /// Ends the shard and begins the next. Throws Error(kInvalidArgument) after 100,000.
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
  /// True if partial files would be kept if the writer were destroyed now.
  bool is_kept() const;
  /// Partial files are not to be kept, neither this run's nor those that it resumed.
  void Discard();

  /// Syncs all files and gives them their names. Throws Error; then the old data set is there, or,
  /// if that could not be brought back, the next writer completes the new one.
  Manifest Close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_DATASET_WRITER_H_
