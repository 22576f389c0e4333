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

#include "recordio/internal/byte_source.h"
#include "recordio/internal/framing.h"
#include "recordio/internal/offset_marks.h"

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
  // What the heads of a record's parts say.
  struct Heads {
    std::uint64_t end = 0;  // of the record
    std::string problem;    // why there is no record; empty if there is one
    bool breaks = false;    // the problem is that of a part after the first
  };

  // Looks at the heads alone: parts that lie one within another would take too long to read.
  Heads FollowHeads(std::uint64_t offset);
  Heads WalkHeads(std::uint64_t offset, bool marks);
  std::string ProblemOfHead(std::uint64_t offset, bool first, framing::PartHead& head);
  std::string ReadHead(std::uint64_t offset, std::span<std::byte, framing::kHeadSize> bytes);
  std::uint64_t FindRecord(std::uint64_t from, std::uint64_t end, bool readable);
  bool MoveWindow(std::uint64_t offset);
  bool MaySpend(std::uint64_t bytes);
  bool MayLoad(std::uint64_t offset);
  bool AreFramesIntact(std::uint64_t begin, std::uint64_t end);
  bool IsFollowed(std::uint64_t next_offset);
  void Resume(std::uint64_t begin, std::uint64_t end, std::string reason);

  const RecordFile& file_;
  RecordScanner scanner_;
  std::vector<DamagedRegion> damage_;
  // Offsets at which no record continues, so that the heads from there on are read once only, and
  // not for each record whose parts lead to them.
  OffsetMarks broken_;
  // All frames from the start of the last record that was checked to here are intact. The next one
  // is damaged_frame_, if that is not empty.
  std::uint64_t intact_end_ = 0;
  FrameRange damaged_frame_;
  std::string frame_problem_;
  // The frame that was read last, which the file keeps in memory, and what all reading has cost.
  FrameRange loaded_;
  std::uint64_t spent_ = 0;
  // Bytes that were read in order to look for records, and from a head on.
  std::uint64_t window_begin_ = 0;
  std::vector<std::byte> window_;
  std::uint64_t ahead_begin_ = 0;
  std::vector<std::byte> ahead_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_RECORD_SALVAGE_H_
