// Reads the intact records of a damaged .rec file.
#ifndef IMREC_RECORDIO_INTERNAL_RECORD_SALVAGE_H_
#define IMREC_RECORDIO_INTERNAL_RECORD_SALVAGE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <imrec/record_file.h>

namespace imrec {

/// Bytes [begin, end) that are not part of an intact record.
struct DamagedRegion {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;  // the start of the next intact record, or the end of the file
  std::string reason;     // why there is no intact record at `begin`

  friend bool operator==(const DamagedRegion&, const DamagedRegion&) = default;
};

/// Reads all intact records in file order. After damage it continues at the next multiple of four
/// bytes where a complete record starts. That is reliable because in an intact file a 4-aligned
/// magic is always the head of a part. Of a compressed file, it leaves out damaged frames. `file`
/// must outlive this object and must not be moved meanwhile. Not thread-safe.
class RecordSalvager {
 public:
  explicit RecordSalvager(const RecordFile& file) : file_(file), scanner_(file) {}

  /// Returns the next intact record, or nullopt at the end of the file. Its payload is valid until
  /// the next call. Throws Error(kIo) if reading fails; damage is not an error.
  std::optional<RecordScanner::Record> Next();

  /// The damage found so far, in file order.
  const std::vector<DamagedRegion>& damage() const { return damage_; }

 private:
  std::uint64_t FindRecord(std::uint64_t from, std::uint64_t end);
  bool StartsRecord(std::uint64_t offset);
  bool IsFollowed(std::uint64_t next_offset) const;
  void Resume(std::uint64_t begin, std::uint64_t end, std::string reason);

  const RecordFile& file_;
  RecordScanner scanner_;
  std::vector<DamagedRegion> damage_;
  std::vector<std::byte> window_;
  std::vector<std::byte> probe_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_RECORD_SALVAGE_H_
