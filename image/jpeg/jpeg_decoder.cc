#include "image/jpeg/jpeg_decoder.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <imrec/error.h>

#include "image/internal/image_checks.h"
#include "image/internal/large_memory.h"
#include "image/jpeg/jpeg_decompressor.h"
#include "image/jpeg/jpeg_library.h"
#include "image/jpeg/jpeg_planes.h"
#include "image/jpeg/jpeg_slices.h"

namespace imrec::jpeg {
namespace {

// Converts a row of CMYK to RGB. Values are inverted (255 = no ink), also in files without an Adobe
// marker: encoders write them so, and other decoders expect it.
void ConvertCmykRow(const std::uint8_t* cmyk, int width, std::uint8_t* rgb) {
  for (int x = 0; x < width; ++x, cmyk += 4, rgb += 3) {
    for (int c = 0; c < 3; ++c) {
      rgb[c] = static_cast<std::uint8_t>((cmyk[c] * cmyk[3] + 127) / 255);
    }
  }
}

class Decoder final : public ImageDecoder {
 public:
  explicit Decoder(const ImageLimits& limits) : jpeg_(limits) {}

  ImageInfo ReadInfo(std::span<const std::byte> encoded) override {
    Close();
    const ImageInfo result = jpeg_.ReadHeader(encoded);
    jpeg_.Abort();
    return result;
  }

  ImageInfo Open(std::span<const std::byte> encoded) override {
    Close();
    const ImageInfo result = jpeg_.ReadCheckedHeader(encoded);
    encoded_ = encoded;
    size_ = result.size;
    after_header_ = true;
    return result;
  }

  void Decode(ColorMode mode, Image& image) override { DecodeWhole(1, mode, image); }

  void DecodeAtLeast(ColorMode mode, ImageSize at_least, Image& image) override {
    int divisor = 8;
    while (divisor > 1 && (CeilDivide(size_.width, divisor) < at_least.width ||
                           CeilDivide(size_.height, divisor) < at_least.height)) {
      divisor /= 2;
    }
    DecodeWhole(divisor, mode, image);
  }

  int Divisor(int wanted) const override {
    return wanted >= 8 ? 8 : wanted >= 4 ? 4 : wanted >= 2 ? 2 : 1;
  }

  ImageView DecodePart(ColorMode mode, const ImagePart& part, Image& memory) override {
    CheckPart(part, size_);
    return WithoutBadEnd(
        [&](std::span<const std::byte> bytes) { return DecodePartOf(bytes, mode, part, memory); });
  }

  bool DecodeYcbcr(const ImagePart& part, YcbcrPart& planes) override {
    note_.clear();
    CheckPart(part, size_);
    TakeHeader();
    if (!PlaneDecoder::CanDecode(jpeg_.info())) {
      after_header_ = true;
      return false;
    }
    bool decoded = false;
    jpeg_.Run([&] { decoded = plane_decoder_.Decode(jpeg_.info(), encoded_, part, planes); });
    jpeg_.Abort();
    return decoded && !jpeg_.reports().corrupt;
  }

  const std::string& note() const override { return note_; }

 private:
  // The conversions from the colour space of the file to the requested channels.
  struct ColorPath {
    bool cmyk = false;
    bool over_rgb = false;  // to grey by way of RGB, because libjpeg converts only YCbCr to grey
    int channels = 3;       // of the pixels that are read, before over_rgb
  };

  void Close() {
    encoded_ = {};
    size_ = {};
    after_header_ = false;
    note_.clear();
  }

  // Call before each decode of the open file. libjpeg is then after its header, which it reads
  // again only if another decode has been there.
  void TakeHeader() {
    if (!after_header_) jpeg_.ReadCheckedHeader(encoded_);
    after_header_ = false;
  }

  // Returns decode(bytes of the open file). If libjpeg fails after a complete scan, calls `decode`
  // again without the bytes after that scan, because the image may be complete.
  template <typename Function>
  std::invoke_result_t<Function, std::span<const std::byte>> WithoutBadEnd(const Function& decode) {
    note_.clear();
    bad_end_.clear();
    TakeHeader();
    try {
      return decode(encoded_);
    } catch (const Error& error) {
      const ErrorManager& reports = jpeg_.reports();
      if (!reports.fatal_after_scan || reports.corrupt) throw;
      bad_end_ = BadEnd();
      try {
        const std::span<const std::byte> bytes = jpeg_.WithoutTail(encoded_);
        jpeg_.ReadCheckedHeader(bytes);
        return decode(bytes);
      } catch (const Error&) {
        throw error;
      }
    }
  }

  std::string BadEnd() {
    return "after the last MCU: " + std::string(jpeg_.reports().first_message.data());
  }

  void DecodeWhole(int divisor, ColorMode mode, Image& image) {
    const ImageSize size = ShrunkSize(size_, divisor);
    const ImagePart whole = {
        .window = {.left = 0, .top = 0, .right = size.width, .bottom = size.height},
        .divisor = divisor};
    WithoutBadEnd(
        [&](std::span<const std::byte> /*bytes*/) { DecodeRows(size_, whole, mode, image); });
  }

  // Requires that libjpeg is after the header of `bytes`.
  ImageView DecodePartOf(std::span<const std::byte> bytes, ColorMode mode, const ImagePart& part,
                         Image& memory) {
    ImageSize stored = size_;
    ImagePart inner = part;
    if (const auto slice = Slice(bytes, part)) {
      stored = jpeg_.ReadHeader(slice->encoded).size;
      // Slices begin at block boundaries, and 8 is a multiple of every divisor.
      inner.window.left -= slice->window.left / part.divisor;
      inner.window.right -= slice->window.left / part.divisor;
      inner.window.top -= slice->window.top / part.divisor;
      inner.window.bottom -= slice->window.top / part.divisor;
    }
    const PixelWindow shown = DecodeRows(stored, inner, mode, memory);
    return std::as_const(memory).view().Sub(inner.window.left - shown.left, 0, part.window.size());
  }

  // Returns a smaller file that contains the part and its neighbours, or nullopt if that saves no
  // work.
  std::optional<RestartSlicer::Slice> Slice(std::span<const std::byte> bytes,
                                            const ImagePart& part) {
    const int margin = kNeighbours * part.divisor;
    const PixelWindow& window = part.window;
    return slicer_.Cut(jpeg_.info(), bytes,
                       {.left = std::max(0, window.left * part.divisor - margin),
                        .top = std::max(0, window.top * part.divisor - margin),
                        .right = std::min(size_.width, window.right * part.divisor + margin),
                        .bottom = std::min(size_.height, window.bottom * part.divisor + margin)},
                       part.divisor);
  }

  // Decodes the rows of the part, with at least its columns, from an image of size `stored`.
  // Returns the window that `image` then contains.
  PixelWindow DecodeRows(ImageSize stored, const ImagePart& part, ColorMode mode, Image& image) {
    try {
      CheckPart(part, stored);
      Image::CheckSize(part.window.size());
      jpeg_decompress_struct& info = jpeg_.info();
      info.scale_num = 1;
      info.scale_denom = static_cast<unsigned>(part.divisor);
      const ColorPath path = ChooseColors(mode);
      const PixelWindow shown = Start(part.window, ShrunkSize(stored, part.divisor).width);
      const FreedIfLarge free_converted(converted_);
      Image& target = path.over_rgb ? converted_ : image;
      target.Resize(shown.size(), path.channels);
      if (path.cmyk) cmyk_row_.resize(static_cast<std::size_t>(target.width()) * 4);
      ReadRows(shown, target.view(), path.cmyk);
      ThrowIfCorrupt();
      Finish();
      ThrowIfCorrupt();
      if (path.over_rgb) ConvertChannels(converted_.view(), 1, image);
      return shown;
    } catch (...) {
      jpeg_.Abort();
      throw;
    }
  }

  void ThrowIfCorrupt() {
    if (jpeg_.reports().corrupt) ThrowReported(jpeg_.reports());
  }

  ColorPath ChooseColors(ColorMode mode) {
    jpeg_decompress_struct& info = jpeg_.info();
    const bool cmyk = info.num_components == 4;
    const bool grey =
        mode == ColorMode::kGrey || (mode == ColorMode::kAsStored && info.num_components == 1);
    const bool over_rgb = grey && (cmyk || info.jpeg_color_space == JCS_RGB);
    const bool rgb = over_rgb || !grey;
    info.out_color_space = cmyk ? JCS_CMYK : rgb ? JCS_RGB : JCS_GRAYSCALE;
    return {.cmyk = cmyk, .over_rgb = over_rgb, .channels = rgb ? 3 : 1};
  }

  // libjpeg-turbo 2.1 computes a wrong width for cropped chroma planes that are both scaled by the
  // inverse DCT and upsampled.
  bool CanCropColumns() {
    const jpeg_decompress_struct& info = jpeg_.info();
    return (info.max_h_samp_factor <= 2 && info.max_v_samp_factor <= 2) || info.scale_denom == 1;
  }

  // Starts decoding at the top of the window. Returns the window that is decoded; its columns are
  // whole MCUs.
  PixelWindow Start(const PixelWindow& window, int width) {
    PixelWindow shown = window;
    // If a component keeps less than two samples of a row, libjpeg-turbo chooses for all of them
    // anew whether to interpolate, which it does from three samples on.
    const int fewest = 2 * jpeg_.info().max_h_samp_factor + 1;
    const int right = std::min(width, std::max(window.right + kNeighbours, fewest));
    const int first = std::max(0, std::min(window.left - kNeighbours, right - fewest));
    auto left = static_cast<JDIMENSION>(first);
    auto columns = static_cast<JDIMENSION>(right - first);
    jpeg_.Run([&] {
      jpeg_decompress_struct& info = jpeg_.info();
      jpeg_start_decompress(&info);
      if (jpeg_has_multiple_scans(&info) != FALSE) JudgeScans(info, jpeg_.reports());
      if (!CanCropColumns()) {
        left = 0;
        columns = info.output_width;
      }
      if (columns < info.output_width) jpeg_crop_scanline(&info, &left, &columns);
      if (window.top > 0) jpeg_skip_scanlines(&info, static_cast<JDIMENSION>(window.top));
    });
    shown.left = static_cast<int>(left);
    shown.right = static_cast<int>(left + columns);
    return shown;
  }

  void ReadRows(const PixelWindow& shown, MutableImageView target, bool cmyk) {
    jpeg_.Run([&] {
      jpeg_decompress_struct& info = jpeg_.info();
      while (info.output_scanline < static_cast<JDIMENSION>(shown.bottom)) {
        std::uint8_t* row = target.row(static_cast<int>(info.output_scanline) - shown.top).data();
        JSAMPROW into = cmyk ? cmyk_row_.data() : row;
        jpeg_read_scanlines(&info, &into, 1);
        if (cmyk) ConvertCmykRow(cmyk_row_.data(), target.width(), row);
      }
    });
  }

  // Ends decoding. Damage after the last MCU affects no pixel, so it only sets note_.
  void Finish() {
    const bool whole = jpeg_.info().output_scanline == jpeg_.info().output_height;
    if (!whole) {
      jpeg_.Abort();
    } else if (!jpeg_.TryRun([&] { jpeg_finish_decompress(&jpeg_.info()); })) {
      bad_end_ = BadEnd();
    }
    note_ = bad_end_.empty() ? NoteOf(jpeg_.reports()) : bad_end_;
  }

  // The open file and its size.
  std::span<const std::byte> encoded_;
  ImageSize size_;
  bool after_header_ = false;  // libjpeg has read the header of the open file, and nothing else

  Decompressor jpeg_;
  RestartSlicer slicer_;
  PlaneDecoder plane_decoder_;
  Image converted_;
  std::vector<std::uint8_t> cmyk_row_;
  std::string note_;
  std::string bad_end_;  // the note about a fatal error of libjpeg after the last MCU
};

}  // namespace

std::unique_ptr<ImageDecoder> MakeDecoder(const ImageLimits& limits) {
  return std::make_unique<Decoder>(limits);
}

}  // namespace imrec::jpeg
