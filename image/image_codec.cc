#include <imrec/image_codec.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <string>
#include <utility>

#include <imrec/error.h>

#include "image/bmp/bmp_codec.h"
#include "image/internal/image_checks.h"
#include "image/jpeg/jpeg_codec.h"
#include "image/png/png_codec.h"
#include "image/pnm/pnm_codec.h"
#include "image/raw_codec.h"
#include "image/tiff/tiff_codec.h"
#include "image/webp/webp_codec.h"

namespace imrec {
namespace {

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

// Returns "JPEG, PNG, BMP or RAW", with all formats.
std::string KnownFormats() {
  std::string formats;
  for (const ImageCodec* codec : ImageCodecs()) {
    const bool last = codec == ImageCodecs().back();
    if (!formats.empty()) formats += last ? " or " : ", ";
    for (const char c : codec->name) {
      formats += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
  }
  return formats;
}

}  // namespace

ImageSize ShrunkSize(ImageSize size, int divisor) {
  return {.width = (size.width + divisor - 1) / divisor,
          .height = (size.height + divisor - 1) / divisor};
}

ImageView ImageDecoder::DecodePart(ColorMode mode, const ImagePart& part, Image& memory) {
  Decode(mode, memory);
  CheckPart(part, memory.size());
  return std::as_const(memory).view().Sub(part.window.left, part.window.top, part.window.size());
}

std::span<const ImageCodec* const> ImageCodecs() {
  static constexpr std::array kCodecs = {
    &kJpegCodec,
    &kPngCodec,
#if IMREC_WITH_BMP
    &kBmpCodec,
#endif
#if IMREC_WITH_PNM
    &kPnmCodec,
#endif
#if IMREC_WITH_TIFF
    &kTiffCodec,
#endif
#if IMREC_WITH_WEBP
    &kWebpCodec,
#endif
    &kRawCodec
  };
  return kCodecs;
}

const ImageCodec* DetectImageCodec(std::span<const std::byte> encoded) {
  for (const ImageCodec* codec : ImageCodecs()) {
    if (codec->matches(encoded)) return codec;
  }
  return nullptr;
}

const ImageCodec* ImageCodecForExtension(std::string_view extension) {
  const std::string lower = LowerCase(extension);
  for (const ImageCodec* codec : ImageCodecs()) {
    if (std::ranges::find(codec->extensions, lower) != codec->extensions.end()) return codec;
  }
  return nullptr;
}

bool CanEncodeImage(std::string_view extension) {
  const ImageCodec* codec = ImageCodecForExtension(extension);
  return codec != nullptr && codec->make_encoder != nullptr;
}

AnyImageDecoder::AnyImageDecoder(const ImageLimits& limits) : limits_(limits) {
  ValidateImageLimits(limits);
}

ImageDecoder& AnyImageDecoder::DecoderFor(std::span<const std::byte> encoded) {
  const std::span<const ImageCodec* const> codecs = ImageCodecs();
  decoders_.resize(codecs.size());
  for (std::size_t i = 0; i < codecs.size(); ++i) {
    if (!codecs[i]->matches(encoded)) continue;
    if (!decoders_[i]) decoders_[i] = codecs[i]->make_decoder(limits_);
    return *decoders_[i];
  }
  if (encoded.empty()) throw Error(ErrorCode::kCorruptData, "the image is empty (0 bytes)");
  throw Error(ErrorCode::kUnsupported, "not a " + KnownFormats() + " image");
}

ImageDecoder& AnyImageDecoder::open() const {
  if (open_ == nullptr) throw Error(ErrorCode::kInvalidArgument, "no image is open for decoding");
  return *open_;
}

ImageInfo AnyImageDecoder::ReadInfo(std::span<const std::byte> encoded) {
  open_ = nullptr;
  return DecoderFor(encoded).ReadInfo(encoded);
}

ImageInfo AnyImageDecoder::Open(std::span<const std::byte> encoded) {
  open_ = nullptr;
  ImageDecoder& decoder = DecoderFor(encoded);
  const ImageInfo info = decoder.Open(encoded);
  open_ = &decoder;
  return info;
}

void AnyImageDecoder::Decode(std::span<const std::byte> encoded, ColorMode mode, Image& image) {
  Open(encoded);
  Decode(mode, image);
}

const std::string& AnyImageDecoder::note() const {
  static const std::string none;
  return open_ == nullptr ? none : open_->note();
}

void AnyImageEncoder::Encode(ImageView image, std::string_view extension, int quality,
                             std::vector<std::byte>& encoded) {
  const std::span<const ImageCodec* const> codecs = ImageCodecs();
  const ImageCodec* codec = ImageCodecForExtension(extension);
  if (codec == nullptr || codec->make_encoder == nullptr) {
    throw Error(ErrorCode::kUnsupported,
                "cannot write '" + std::string(extension) + "' images, only .jpg, .png and .raw");
  }
  encoders_.resize(codecs.size());
  const auto at = static_cast<std::size_t>(std::ranges::find(codecs, codec) - codecs.begin());
  if (!encoders_[at]) encoders_[at] = codec->make_encoder();
  encoders_[at]->Encode(image, quality, encoded);
}

void EncodeImage(ImageView image, std::string_view extension, int quality,
                 std::vector<std::byte>& encoded) {
  AnyImageEncoder().Encode(image, extension, quality, encoded);
}

}  // namespace imrec
