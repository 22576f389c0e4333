// Checks a .rec file: framing, index, checksums, labels and images.
#ifndef IMREC_READER_RECORDS_RECORD_CHECK_H_
#define IMREC_READER_RECORDS_RECORD_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <imrec/image_codec.h>
#include <imrec/label_layout.h>
#include <imrec/record_file.h>

namespace imrec {

/// Damage of a record, or of bytes that are not a record.
struct RecordDamage {
  std::optional<std::uint64_t> key;  // if known
  std::uint64_t offset = 0;
  std::string reason;
};

/// A defect in the image of an intact record that affects no pixel.
struct RecordNote {
  std::uint64_t key = 0;
  std::uint64_t offset = 0;
  std::string text;
};

struct RecordCheckOptions {
  bool decode = false;      // decode every image completely
  std::size_t threads = 0;  // for decoding; 0: one per processor
  AccessOptions access = {};
  ImageLimits limits = {};  // images that exceed these count as damaged
};

struct RecordCheckResult {
  std::uint64_t records = 0;  // with intact framing
  std::uint64_t bytes = 0;    // of the (uncompressed) .rec file
  bool image_records = true;  // false: no payload is an image record, so only framing was checked
  bool had_index = false;
  bool had_checksums = false;
  bool bytes_differ = false;          // some damage is a change of bytes after they were written
  LabelLayout labels;                 // the layout of most labels; other labels count as damaged
  std::uint64_t identities = 0;       // of an identity set
  std::uint64_t pixel_boxes = 0;      // damaged records whose boxes look like pixel coordinates
  std::vector<RecordDamage> damaged;  // by offset
  std::vector<RecordNote> notes;      // by offset; empty unless images were decoded
};

/// Returns the layout of most labels of the file. Skips damaged records. Throws only Error(kIo).
LabelLayout SurveyLabels(const RecordFile& file);

/// Returns why `payload` is not a valid image record of a set with this label layout, or an empty
/// string if it is one. Checks its header, its labels (see LabelProblem()) and the header of its
/// image; does not decode pixels.
std::string ImageRecordProblem(std::span<const std::byte> payload, const LabelLayout& layout,
                               AnyImageDecoder& decoder);

/// Reads the whole file once, in order; with `decode`, a second time on all threads. Compares it
/// with the files next to it, if they exist: PREFIX.idx, which must contain each record exactly
/// once and nothing else, and PREFIX.crc. Calls `on_progress(done, total)` with numbers of bytes,
/// from one thread at a time; with `decode`, `done` starts again at 0 for the second pass. Throws
/// Error only if the file cannot be read at all, for limits out of range, and if a server of a
/// remote file fails or refuses meanwhile, which says nothing about the records.
RecordCheckResult CheckRecords(
    const std::filesystem::path& path, const RecordCheckOptions& options,
    const std::function<void(std::uint64_t, std::uint64_t)>& on_progress = {});

}  // namespace imrec

#endif  // IMREC_READER_RECORDS_RECORD_CHECK_H_
