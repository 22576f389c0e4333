// Reading what is left of a damaged .rec file.
#ifndef IMREC_RECORD_SALVAGE_H_
#define IMREC_RECORD_SALVAGE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <imrec/record_file.h>

namespace imrec {

/// Bytes between good records that are none.
struct DamagedRegion {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;  // where the next good record starts, or the end of the file
  std::string reason;     // why there is no record at `begin`

  friend bool operator==(const DamagedRegion&, const DamagedRegion&) = default;
};

/// Reads all sound records in file order. Behind damage it goes on with the next place, at a
/// multiple of four bytes, where a whole record starts: sound files have the magic of a head
/// nowhere else there. Not thread-safe; `file` must outlive it.
class RecordSalvager {
 public:
  explicit RecordSalvager(const RecordFile& file) : file_(file), scanner_(file) {}

  /// The next sound record, or nothing at the end of the file. Throws Error(kIo) alone.
  std::optional<RecordScanner::Record> Next();

  /// The damage passed so far, in file order.
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

#endif  // IMREC_RECORD_SALVAGE_H_
