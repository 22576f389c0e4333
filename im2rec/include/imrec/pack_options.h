// How a list is packed: processing of images and labels, and output files.
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
  kKeep,       // keep the file, or the output of the encoder
  kBaseline,   // convert losslessly to one sequential scan (JpegLayout::kBaseline)
  kCropReady,  // same, with restart markers (JpegLayout::kCropReady)
};

enum class ImageCheck {
  kHeader,  // skip images whose header cannot be read or exceeds the limits
  kDecode,  // also those that cannot be decoded completely; matters only with pass_through
};

/// The values of MXNet's inter_method.
enum class Interpolation {
  kNearest = 0,
  kLinear = 1,
  kCubic = 2,
  kArea = 3,
  kLanczos = 4,
  kBySize = 9,     // cubic to enlarge, area to shrink, linear otherwise
  kPerImage = 10,  // one of the first five, chosen by the index of the list line
};

/// How the images of a list become those of records; the options of im2rec (docs/im2rec.md).
struct ImageOptions {
  bool pass_through = false;  // keep the bytes of the file; then only the next three have an effect
  JpegPacking jpeg = JpegPacking::kKeep;
  ImageCheck check = ImageCheck::kHeader;
  ImageLimits limits = {};  // images that exceed these are skipped
  ColorMode color = ColorMode::kRgb;
  // Rotate upright. Default: unless `color` is kAsStored; TIFFs always, as OpenCV does.
  std::optional<bool> apply_exif = {};
  bool apply_webp_exif = false;  // also rotate WebP upright, which MXNet does not, and all others
  bool center_crop = false;      // crop to a square of the shorter edge, before resizing
  int resize = 0;                // new length of the shorter edge; 0: keep the size
  Interpolation interpolation = Interpolation::kLinear;
  std::string encoding = ".jpg";  // ".jpg", ".png" or ".raw"
  int quality = 95;               // JPEG: 1..100; PNG: compression level, > 9 means 9
};

enum class OnPackError {
  kSkip,  // skip the line and continue
  kFail,  // throw
};

/// The files that are written.
struct OutputOptions {
  std::filesystem::path prefix = {};  // of their names; empty: the name of the list without .lst
  std::uint64_t shard_count = 1;      // shards with equal numbers of list lines, give or take one
  std::uint64_t shard_bytes = 0;      // if not 0: shards of at most this size instead
  std::uint64_t part_count = 1;       // split the list into parts, one for each of several runs
  std::uint64_t part_index = 0;       // the part that this run packs
  std::optional<int> compression;     // write .rec.zst files with this Zstandard level
  bool resume = false;                // continue an interrupted run
  /// If `prefix` is s3://BUCKET/KEY: the folder in which a folder is made for the files until they
  /// are sent; empty: $TMPDIR, or /tmp.
  std::filesystem::path staging = {};
};

/// How a list is packed.
struct PackOptions {
  ImageOptions image = {};
  OutputOptions output = {};
  /// Default: kPacked for lists of detection labels, whose boxes would otherwise be lost;
  /// kInHeader, as MXNet, for all others. See PackList().
  std::optional<LabelPacking> labels = {};
  OnPackError on_error = OnPackError::kSkip;
  std::size_t threads = 0;                            // workers; 0: one per processor
  std::size_t window_bytes = std::size_t{128} << 20;  // finished records that wait to be written
};

}  // namespace imrec

#endif  // IMREC_PACK_OPTIONS_H_
