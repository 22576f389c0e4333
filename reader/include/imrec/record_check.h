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
#include <imrec/label_layout.h>
#include <imrec/record_file.h>

namespace imrec {

/// Something wrong with a record, or bytes that should be one.
struct RecordDamage {
  std::optional<std::uint64_t> key;  // if it is known
  std::uint64_t offset = 0;
  std::string reason;
};

/// Something about a sound record: its image is not as it should be, but no pixel depends on it.
struct RecordNote {
  std::uint64_t key = 0;
  std::uint64_t offset = 0;
  std::string text;
};

struct RecordCheckOptions {
  bool decode = false;      // decode every image in full
  std::size_t threads = 0;  // for decoding; 0: all processors
  ImageLimits limits = {};  // images beyond these are damage
};

struct RecordCheckResult {
  std::uint64_t records = 0;  // sound in their framing
  std::uint64_t bytes = 0;
  bool image_records = true;  // false: no payload is one, and only framing was looked at
  bool had_index = false;
  bool had_checksums = false;
  bool bytes_differ = false;          // some damage is in bytes that were other ones when written
  LabelLayout labels;                 // what most labels have in common; damaged ones differ
  std::uint64_t identities = 0;       // of an identity set
  std::uint64_t pixel_boxes = 0;      // damaged records whose boxes look like pixels
  std::vector<RecordDamage> damaged;  // by offset
  std::vector<RecordNote> notes;      // by offset; of images that were decoded
};

/// What most labels of the file have in common; damage is passed over. Throws Error(kIo) alone.
LabelLayout SurveyLabels(const RecordFile& file);

/// Why this payload is no sound image record of a set with these labels, or an empty string: its
/// header, its labels (LabelProblem), and the header of its image.
std::string ImageRecordProblem(std::span<const std::byte> payload, const LabelLayout& layout,
                               AnyImageDecoder& decoder);

/// Reads the whole file once, in order, and again on all threads where images are to be decoded.
/// What is beside it is held against it: PREFIX.idx (each record at its place, once, and nothing
/// else) and PREFIX.crc. `on_progress(done, total)` counts bytes. Throws Error only if the file
/// cannot be read at all.
RecordCheckResult CheckRecords(
    const std::filesystem::path& path, const RecordCheckOptions& options,
    const std::function<void(std::uint64_t, std::uint64_t)>& on_progress = {});

}  // namespace imrec

#endif  // IMREC_RECORD_CHECK_H_
