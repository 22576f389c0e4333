// How a list is packed: what becomes of images and labels, and into which files they go.
#ifndef IMREC_PACK_OPTIONS_H_
#define IMREC_PACK_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <imrec/image_codec.h>
#include <imrec/image_record.h>

namespace imrec {

enum class JpegPacking {
  kKeep,       // JPEGs stay as they are, or as they were encoded
  kBaseline,   // without loss to one sequential scan (JpegLayout::kBaseline)
  kCropReady,  // and with restart markers (JpegLayout::kCropReady)
};

enum class ImageCheck {
  kHeader,  // an image whose header cannot be read, or is refused, is not packed
  kDecode,  // nor one that cannot be decoded in full; without pass-through, that shows anyway
};

/// MXNet's inter_method, by its numbers.
enum class Interpolation {
  kNearest = 0,
  kLinear = 1,
  kCubic = 2,
  kArea = 3,
  kLanczos = 4,
  kBySize = 9,     // cubic to enlarge, area to shrink, linear for one of each
  kPerImage = 10,  // one of the first five, by the index of the list line
};

struct ImageOptions {
  bool pass_through = false;  // keep the file's bytes; only the next three matter then
  JpegPacking jpeg = JpegPacking::kKeep;
  ImageCheck check = ImageCheck::kHeader;
  ImageLimits limits = {};  // images beyond these are not packed
  ColorMode color = ColorMode::kRgb;
  std::optional<bool> apply_exif = {};  // turn upright; by default unless `color` is kAsStored
  bool center_crop = false;             // to a square of the shorter edge, before resizing
  int resize = 0;                       // the shorter edge's new length; 0: leave the size
  Interpolation interpolation = Interpolation::kLinear;
  std::string encoding = ".jpg";  // or ".png"
  int quality = 95;               // JPEG 1..100; PNG level, above 9 is 9
};

enum class OnPackError {
  kSkip,  // leave the line out and go on
  kFail,  // throw
};

// Into which files the records go.
struct OutputOptions {
  std::filesystem::path prefix = {};  // of their names; empty: the list's name without .lst
  std::uint64_t shard_count = 1;      // shards of as many list lines each
  std::uint64_t shard_bytes = 0;      // if not 0: shards of at most this size instead
  std::uint64_t part_count = 1;       // of the list: one for each of several runs
  std::uint64_t part_index = 0;       // the part that this run packs
  std::optional<int> compression;     // Zstandard level of .rec.zst files
  bool resume = false;                // go on with what an unfinished run left
};

struct PackOptions {
  ImageOptions image = {};
  OutputOptions output = {};
  /// Default: kPacked for lists of detection labels (see HoldsDetectionLabels() in list_labels.h),
  /// whose boxes would be lost otherwise; kInHeader, as MXNet, for all others.
  std::optional<LabelPacking> labels = {};
  OnPackError on_error = OnPackError::kSkip;
  std::size_t threads = 0;                            // workers; 0: one per processor
  std::size_t window_bytes = std::size_t{128} << 20;  // finished records that may wait
};

}  // namespace imrec

#endif  // IMREC_PACK_OPTIONS_H_
