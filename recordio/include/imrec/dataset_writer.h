// Writes a data set: records in one or more shards, with indexes, checksums and a manifest.
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

#include <imrec/export.h>
#include <imrec/manifest.h>

namespace imrec {

/// What a DatasetWriter writes, and where.
struct DatasetOptions {
  /// Path and start of the name of all files: data/train makes data/train.rec, data/train.idx,
  /// data/train.crc and data/train.manifest.json.
  std::filesystem::path prefix;
  std::uint64_t shard_count = 1;  // 1..100,000; the caller ends each shard with NextShard()
  /// If not 0, the maximum size of a plain shard in bytes: a shard ends before the record that
  /// would exceed it. A larger record makes a shard of its own. Requires shard_count = 1.
  std::uint64_t shard_bytes = 0;
  std::optional<int> compression_level = {};  // 1..19: write .rec.zst files instead of .rec files
  bool resume = false;                        // continue an interrupted run
  bool keep_unfinished = false;               // keep partial files for a later run with `resume`
  // The next three are stored in the manifest. A run is resumed only if `tool` and `options` are
  // the same.
  std::string tool = {};
  std::map<std::string, std::string> options = {};
  std::vector<std::string> class_names = {};
};

/// The data set that Close() replaced.
struct ReplacedSet {
  std::filesystem::file_time_type written;
  std::optional<std::uint64_t> records;  // nullopt if it has neither a manifest nor an index
};

/// Writes the shards PREFIX.rec or PREFIX-00000-of-00008.rec and so on (or .rec.zst), each with
/// .idx and .crc, and one PREFIX.manifest.json. Creates the folder if it does not exist. All files
/// are written under partial names. Close() first renames the files of an existing data set away,
/// then gives the new files their names, so that the folder never shows a mixture of both. If
/// Close() is interrupted, the next writer with the same prefix compares the new files with the
/// digests that were recorded. It then completes the replacement, or reverts it if a file was
/// changed or lost.
///
/// If a writer is destroyed before Close(), an existing data set stays unchanged. The partial files
/// are removed, unless `keep_unfinished` is set and they contain a record. If the process is
/// killed, they always stay. The next writer continues them if it has `resume`, and removes them
/// otherwise.
///
/// Call Recover() before Write(), NextShard() and Close() if resuming() is true. After Close(), and
/// if complete() is true, only const members may be called; Close() may be called if complete(). A
/// moved-from writer may only be assigned to or destroyed. Not thread-safe.
class IMREC_EXPORT DatasetWriter {
 public:
  /// Opens the data set and completes or reverts an earlier run that was interrupted in Close().
  /// Throws Error(kInvalidArgument) if an option is out of range or differs from those of the run
  /// to resume, or if a class name is invalid or occurs twice, Error(kIo) if a file cannot be
  /// created or another process is writing it, and Error(kCorruptData) or Error(kUnsupported) if
  /// the journal PREFIX.journal.partial is damaged or has another version. If it throws, the files
  /// of an earlier run stay.
  explicit DatasetWriter(DatasetOptions options);
  DatasetWriter(DatasetWriter&&) noexcept;
  DatasetWriter& operator=(DatasetWriter&&) noexcept;
  ~DatasetWriter();

  /// Returns true if `resume` was set and the data set is already complete: its manifest has the
  /// same options, tool and version, and its .rec and .idx files exist (plain .rec files with the
  /// right size). Nothing may be written then, and Close() returns the existing manifest.
  bool complete() const;
  /// Returns true if this writer continues an interrupted run.
  bool resuming() const;
  /// Returns the texts that the interrupted run passed to Note(), in order. Empty unless resuming.
  const std::vector<std::string>& notes() const;
  /// Returns messages for the user: what the constructor did about an earlier run that was
  /// interrupted in Close(); and, after Close(), which .rec files of the previous data set remain
  /// because the new one has no file with the same name.
  const std::vector<std::string>& messages() const;
  /// After Close(): the data set that was replaced; nullopt if there was none.
  const std::optional<ReplacedSet>& replaced() const;
  /// Reads back the records of the interrupted run. Calls `accept` with the key of each intact
  /// record, in order. The first record that is damaged or not accepted is dropped, with all
  /// records after it. Requires resuming(). Throws Error(kCorruptData) if the first record of a
  /// shard other than the first is not accepted, because the end of the previous shard is then
  /// unknown; throws Error(kIo) if a file cannot be read.
  void Recover(const std::function<bool(std::uint64_t key)>& accept);

  /// Appends a record. Starts a new shard if `shard_bytes` requires it. Throws
  /// Error(kLimitExceeded) for a payload of 2^29 bytes or more, and Error(kIo) if writing fails.
  void Write(std::uint64_t key, std::span<const std::byte> payload);
  /// Returns the number of the current shard, from 0.
  std::uint64_t shard() const;
  /// Ends the current shard and starts the next. Throws Error(kInvalidArgument) if there would be
  /// more than 100,000 shards, or if no shard is open, and Error(kIo) if writing fails.
  void NextShard();
  /// Ends the current shard without another one: all records of the data set are written, and the
  /// files of the shard are closed. Only Note(), CountSkipped(), AddCompanion(), Discard(), Close()
  /// and const members may follow. Throws Error as NextShard().
  void EndShard();
  /// Stores a text in the journal; if this run is interrupted, notes() of the next one returns it.
  void Note(const std::string& text);
  /// Counts an input that did not become a record. The manifest stores the total.
  void CountSkipped();

  /// Adds the text file PREFIX + `extension` to the data set; Close() writes it. If `contents` is
  /// empty, Close() removes an existing file of that name instead.
  void AddCompanion(const std::string& extension, std::string contents);

  /// Returns the number of records written so far, including recovered ones; if complete(), those
  /// of the existing data set.
  std::uint64_t count() const;
  /// Returns true if destroying the writer now would keep the partial files.
  bool is_kept() const;
  /// Makes the destructor remove the partial files, including those of the run that was resumed.
  void Discard();

  /// Ends the current shard, adds empty shards up to `shard_count`, syncs all files and replaces
  /// the existing data set by the new one. Returns the manifest. If it throws Error, the existing
  /// data set is still in place, or, if it could not be restored, the next writer completes the
  /// replacement; the message then says so. A second call throws Error(kInvalidArgument).
  Manifest Close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_DATASET_WRITER_H_
