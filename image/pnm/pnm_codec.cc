#include "image/pnm/pnm_codec.h"

#include <array>
#include <cstring>
#include <string>

#include <imrec/error.h>

#include "image/pnm/pnm_header.h"
#include "image/pnm/pnm_samples.h"
#include "image/whole_decoder.h"

namespace imrec {
namespace {

class PnmDecoder final : public WholeDecoder {
 public:
  using WholeDecoder::WholeDecoder;

 private:
  ImageInfo ReadHeader(std::span<const std::byte> encoded) override {
    header_ = pnm::ReadHeader(encoded);
    return {.size = header_.size, .channels = header_.Channels()};
  }

  void CheckFile(std::span<const std::byte> encoded) override {
    const std::uint64_t fewest = header_.FewestBytes();
    if (encoded.size() - header_.pixel_offset >= fewest) return;
    throw Error(ErrorCode::kCorruptData,
                "corrupt PNM: too short for " + std::to_string(header_.size.width) + "x" +
                    std::to_string(header_.size.height) + " pixels, which take at least " +
                    std::to_string(fewest) + " bytes; " +
                    std::to_string(encoded.size() - header_.pixel_offset) + " follow the header");
  }

  void ReadPixels(std::span<const std::byte> encoded, MutableImageView image,
                  std::string& /*note*/) override {
    if (header_.coding == pnm::Coding::kBytes && header_.maxval == 255 && header_.samples != 2) {
      return CopyRows(encoded.subspan(header_.pixel_offset), image);
    }
    pnm::SampleReader samples(header_, encoded);
    for (int y = 0; y < image.height(); ++y) {
      samples.BeginRow();
      if (header_.samples == 2) {
        ReadGreyAlpha(samples, image.row(y));
      } else {
        for (std::uint8_t& sample : image.row(y)) sample = samples.Next();
      }
    }
  }

  // The pixels are stored as they are wanted.
  static void CopyRows(std::span<const std::byte> pixels, MutableImageView image) {
    for (int y = 0; y < image.height(); ++y) {
      const std::size_t bytes = image.row(y).size();
      std::memcpy(image.row(y).data(), pixels.data(), bytes);
      pixels = pixels.subspan(bytes);
    }
  }

  static void ReadGreyAlpha(pnm::SampleReader& samples, std::span<std::uint8_t> row) {
    for (std::size_t i = 0; i < row.size(); i += 4) {
      row[i] = row[i + 1] = row[i + 2] = samples.Next();
      row[i + 3] = samples.Next();
    }
  }

  pnm::Header header_;
};

constexpr std::array<std::string_view, 5> kExtensions = {".pnm", ".pbm", ".pgm", ".ppm", ".pam"};

}  // namespace

const ImageCodec kPnmCodec = {
    .name = "pnm",
    .extensions = kExtensions,
    .matches = pnm::IsPnm,
    .make_decoder = [](const ImageLimits& limits) -> std::unique_ptr<ImageDecoder> {
      return std::make_unique<PnmDecoder>(limits);
    },
};

}  // namespace imrec
