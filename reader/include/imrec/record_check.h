// Checking a .rec file: framing, index, checksums, labels, images.
#ifndef IMREC_RECORD_CHECK_H_
#define IMREC_RECORD_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <imrec/image_codec.h>

namespace imrec {

/// Something wrong with a record, or bytes that should be one.
struct RecordDamage {
  std::optional<std::uint64_t> key;  // if it is known
  std::uint64_t offset = 0;
  std::string reason;
};

struct RecordCheckOptions {
  bool decode = false;      // decode every image in full
  std::size_t threads = 0;  // for decoding; 0: all processors
};

struct RecordCheckResult {
  std::uint64_t records = 0;  // sound in their framing
  std::uint64_t bytes = 0;
  bool image_records = true;  // false: no payload is one, and only framing was looked at
  bool had_index = false;
  bool had_checksums = false;
  std::vector<RecordDamage> damaged;  // by offset
};

/// Why this payload is no sound image record, or an empty string: its header and labels, the
/// numbers of detection labels (finite, corners in order and, but for rounding, in 0..1), and the
/// header of its image.
std::string ImageRecordProblem(std::span<const std::byte> payload, AnyImageDecoder& decoder);

/// Reads the whole file once, in order, and again on all threads where images are to be decoded.
/// What is beside it is held against it: PREFIX.idx (each record at its place, once, and nothing
/// else) and PREFIX.crc. `on_progress(done, total)` counts bytes. Throws Error only if the file
/// cannot be read at all.
RecordCheckResult CheckRecords(
    const std::filesystem::path& path, const RecordCheckOptions& options,
    const std::function<void(std::uint64_t, std::uint64_t)>& on_progress = {});

}  // namespace imrec

#endif  // IMREC_RECORD_CHECK_H_
