#include "image/tiff/tiff_codec.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <imrec/error.h>

#include "image/internal/large_memory.h"
#include "image/tiff/tiff_directory.h"
#include "image/tiff/tiff_file.h"
#include "image/tiff/tiff_pixels.h"
#include "image/whole_decoder.h"

namespace imrec {
namespace {

class TiffDecoder final : public WholeDecoder {
 public:
  using WholeDecoder::WholeDecoder;

 private:
  ImageInfo ReadHeader(std::span<const std::byte> encoded) override {
    directory_ = tiff::ReadDirectory(encoded);
    return {.size = directory_.size,
            .channels = directory_.Channels(),
            .orientation = directory_.orientation};
  }

  void CheckFile(std::span<const std::byte> encoded) override {
    const std::uint64_t fewest = directory_.FewestBytes();
    if (encoded.size() >= fewest) return;
    throw Error(ErrorCode::kCorruptData,
                "corrupt TIFF: too short for " + std::to_string(directory_.size.width) + "x" +
                    std::to_string(directory_.size.height) + " pixels, which take at least " +
                    std::to_string(fewest) + " bytes; the file has " +
                    std::to_string(encoded.size()));
  }

  int ChannelsFor(int wanted, int stored) const override {
    if (wanted == 4 || stored < 4) return stored;
    return directory_.Colours() == 1 ? 1 : 3;  // without alpha
  }

  void ReadPixels(std::span<const std::byte> encoded, MutableImageView image,
                  std::string& /*note*/) override {
    const FreedIfLarge free_planes(planes_);
    tiff::File file(encoded, directory_);
    tiff::PixelConverter converter(file, directory_, image.channels());
    planes_.resize(static_cast<std::size_t>(converter.planes()));
    const ImageSize block = file.block_size();
    for (int y = 0; y < image.height(); y += std::min(block.height, image.height() - y)) {
      for (int x = 0; x < image.width(); x += std::min(block.width, image.width() - x)) {
        const ImageSize shown = {.width = std::min(block.width, image.width() - x),
                                 .height = std::min(block.height, image.height() - y)};
        ReadBlock(file, x, y, shown.height);
        const MutableImageView part = image.Sub(x, y, shown);
        for (int row = 0; row < shown.height; ++row) {
          converter.ConvertRow(planes_, row, part.row(row));
        }
      }
    }
  }

  // Decodes all planes of the strip or tile at (x, y), of which `rows` are needed.
  void ReadBlock(tiff::File& file, int x, int y, int rows) {
    // As much as four samples of 16 bits per pixel, of an image that may be smaller than its tiles.
    constexpr std::int64_t kUsualTile = std::int64_t{1} << 20;
    const std::int64_t most = 8 * std::max(kUsualTile, limits().max_pixels);
    const std::size_t bytes = file.BlockBytes();
    if (bytes > static_cast<std::uint64_t>(most)) {
      throw Error(ErrorCode::kLimitExceeded,
                  "a TIFF with strips or tiles of " + std::to_string(bytes) +
                      " bytes, more than the limit of " + std::to_string(most));
    }
    for (std::size_t plane = 0; plane < planes_.size(); ++plane) {
      planes_[plane].resize(bytes);
      file.ReadBlock(file.BlockAt(x, y, static_cast<int>(plane)), rows, planes_[plane]);
    }
  }

  tiff::Directory directory_;
  std::vector<std::vector<std::byte>> planes_;  // of a strip or tile
};

constexpr std::array<std::string_view, 2> kExtensions = {".tif", ".tiff"};

}  // namespace

const ImageCodec kTiffCodec = {
    .name = "tiff",
    .extensions = kExtensions,
    .matches = tiff::IsTiff,
    .header_at_start = false,
    .make_decoder = [](const ImageLimits& limits) -> std::unique_ptr<ImageDecoder> {
      return std::make_unique<TiffDecoder>(limits);
    },
};

}  // namespace imrec
