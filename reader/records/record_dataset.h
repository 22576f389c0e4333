// The records of several files with consecutive numbers.
#ifndef IMREC_READER_RECORDS_RECORD_DATASET_H_
#define IMREC_READER_RECORDS_RECORD_DATASET_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include <imrec/record_shard.h>
#include <imrec/record_store.h>

namespace imrec {

/// Thread-safe after all files are added.
class RecordDataset final : public RecordStore {
 public:
  /// Adds the records of files after the others; remote files are opened at the same time. Throws
  /// as RecordShard, and then adds none.
  void AddFiles(std::span<const std::filesystem::path> paths, const RecordShardOptions& options);

  const std::vector<std::unique_ptr<RecordShard>>& files() const { return files_; }
  /// The size of all files.
  std::uint64_t bytes() const;

  std::uint64_t size() const override { return begins_.back(); }
  std::uint64_t key(std::uint64_t ordinal) const override;
  ErrorContext Where(std::uint64_t ordinal) const override;
  void Read(std::uint64_t ordinal, std::vector<std::byte>& payload) const override;
  void ReadLabels(std::uint64_t ordinal, std::vector<std::byte>& scratch,
                  std::vector<float>& labels) const override;
  void WillRead(std::uint64_t ordinal, std::uint64_t count) const override;
  void WillReadLabels(std::uint64_t ordinal, std::uint64_t count) const override;

 private:
  struct Place {
    const RecordShard& file;
    std::uint64_t ordinal;
  };
  Place Find(std::uint64_t ordinal) const;
  template <typename Visit>
  void VisitFiles(std::uint64_t ordinal, std::uint64_t count, const Visit& visit) const;

  std::vector<std::unique_ptr<RecordShard>> files_;
  std::vector<std::uint64_t> begins_ = {0};  // first ordinal of each file, and the end
};

}  // namespace imrec

#endif  // IMREC_READER_RECORDS_RECORD_DATASET_H_
