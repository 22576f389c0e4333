#include "image/bmp/bmp_codec.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include <imrec/error.h>

#include "image/bmp/bmp_header.h"
#include "image/bmp/bmp_rle.h"
#include "image/whole_decoder.h"

namespace imrec {
namespace {

using bmp::Coding;

std::uint32_t LoadPixel(const std::byte* at, int bytes) {
  std::uint32_t pixel = 0;
  for (int i = bytes; i-- > 0;) pixel = pixel << 8 | std::to_integer<std::uint32_t>(at[i]);
  return pixel;
}

class BmpDecoder final : public WholeDecoder {
 public:
  using WholeDecoder::WholeDecoder;

 private:
  ImageInfo ReadHeader(std::span<const std::byte> encoded) override {
    header_ = bmp::ReadHeader(encoded);
    return {.size = header_.size, .channels = header_.Channels()};
  }

  void CheckFile(std::span<const std::byte> encoded) override {
    const auto rows = static_cast<std::uint64_t>(header_.size.height);
    // The padding of the last row contains no pixels.
    const std::uint64_t fewest =
        header_.coding == Coding::kRows ? (rows - 1) * header_.Pitch() + header_.RowBytes() : 0;
    if (encoded.size() >= header_.pixel_offset && encoded.size() - header_.pixel_offset >= fewest) {
      return;
    }
    throw Error(ErrorCode::kCorruptData,
                "corrupt BMP: too short for " + std::to_string(header_.size.width) + "x" +
                    std::to_string(header_.size.height) + " pixels, which take " +
                    std::to_string(fewest) + " bytes from byte " +
                    std::to_string(header_.pixel_offset) + "; the file has " +
                    std::to_string(encoded.size()));
  }

  void ReadPixels(std::span<const std::byte> encoded, MutableImageView image,
                  std::string& note) override {
    const std::span<const std::byte> pixels = encoded.subspan(header_.pixel_offset);
    if (header_.coding != Coding::kRows) return bmp::DecodeRle(header_, pixels, image, note);
    for (int y = 0; y < image.height(); ++y) {
      const int from = header_.top_down ? y : image.height() - 1 - y;
      ReadRow(pixels.data() + static_cast<std::uint64_t>(from) * header_.Pitch(), image.row(y));
    }
  }

  void ReadRow(const std::byte* from, std::span<std::uint8_t> row) const {
    if (header_.has_palette()) {
      ReadIndices(from, row);
    } else if (header_.bits == 24) {
      for (std::size_t i = 0; i < row.size(); i += 3) {
        for (std::size_t c = 0; c < 3; ++c) {
          row[i + c] = std::to_integer<std::uint8_t>(from[i + 2 - c]);
        }
      }
    } else {
      ReadMasked(from, row);
    }
  }

  // The leftmost pixel has the highest bits of a byte.
  void ReadIndices(const std::byte* from, std::span<std::uint8_t> row) const {
    const auto channels = static_cast<std::size_t>(header_.Channels());
    const auto bits = static_cast<std::size_t>(header_.bits);
    const std::uint32_t mask = (1U << bits) - 1;
    for (std::size_t x = 0; x < row.size() / channels; ++x) {
      const std::size_t bit = x * bits;
      const auto byte = std::to_integer<std::uint32_t>(from[bit / 8]);
      const bmp::Rgb& colour = header_.palette[byte >> (8 - bits - bit % 8) & mask];
      std::copy_n(colour.begin(), channels,
                  row.begin() + static_cast<std::ptrdiff_t>(x * channels));
    }
  }

  void ReadMasked(const std::byte* from, std::span<std::uint8_t> row) const {
    const std::size_t channels = header_.masks[3].mask != 0 ? 4 : 3;
    const int bytes = header_.bits / 8;
    for (std::size_t i = 0; i < row.size(); i += channels, from += bytes) {
      const std::uint32_t pixel = LoadPixel(from, bytes);
      for (std::size_t c = 0; c < channels; ++c) row[i + c] = header_.masks[c].Value(pixel);
    }
  }

  bmp::Header header_;
};

constexpr std::array<std::string_view, 2> kExtensions = {".bmp", ".dib"};

}  // namespace

const ImageCodec kBmpCodec = {
    .name = "bmp",
    .extensions = kExtensions,
    .matches = bmp::IsBmp,
    .make_decoder = [](const ImageLimits& limits) -> std::unique_ptr<ImageDecoder> {
      return std::make_unique<BmpDecoder>(limits);
    },
};

}  // namespace imrec
