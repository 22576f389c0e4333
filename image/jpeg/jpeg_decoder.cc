#include "image/jpeg/jpeg_decoder.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <imrec/error.h>

#include "image/exif.h"
#include "image/jpeg/jpeg_library.h"
#include "image/jpeg/jpeg_limits.h"
#include "image/jpeg/jpeg_planes.h"
#include "image/jpeg/jpeg_slices.h"

namespace imrec::jpeg {
namespace {

// Converts a row of CMYK to RGB. Values are inverted (255 = no ink) in files with an Adobe marker.
void ConvertCmykRow(const std::uint8_t* cmyk, bool inverted, int width, std::uint8_t* rgb) {
  for (int x = 0; x < width; ++x, cmyk += 4, rgb += 3) {
    const int black = inverted ? cmyk[3] : 255 - cmyk[3];
    for (int c = 0; c < 3; ++c) {
      const int ink = inverted ? cmyk[c] : 255 - cmyk[c];
      rgb[c] = static_cast<std::uint8_t>((ink * black + 127) / 255);
    }
  }
}

class Decoder final : public ImageDecoder {
 public:
  explicit Decoder(const ImageLimits& limits) : limits_(limits), watch_(limits) {
    InstallErrorManager(manager_);
    info_.err = &manager_.base;
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() override { jpeg_destroy_decompress(&info_); }

  ImageInfo ReadInfo(std::span<const std::byte> encoded) override {
    const ImageInfo result = ReadHeader(encoded);
    jpeg_abort_decompress(&info_);
    return result;
  }

  ImageInfo ReadCheckedInfo(std::span<const std::byte> encoded) override {
    const ImageInfo result = Open(encoded);
    jpeg_abort_decompress(&info_);
    return result;
  }

  void Decode(std::span<const std::byte> encoded, ColorMode mode, Image& image) override {
    WithoutBadEnd(encoded, [&](std::span<const std::byte> bytes) {
      DecodeWhole(Open(bytes).size, 1, mode, image);
    });
  }

  void DecodeAtLeast(std::span<const std::byte> encoded, ColorMode mode, ImageSize at_least,
                     Image& image) override {
    WithoutBadEnd(encoded, [&](std::span<const std::byte> bytes) {
      const ImageSize size = Open(bytes).size;
      int divisor = 8;
      while (divisor > 1 && (CeilDivide(size.width, divisor) < at_least.width ||
                             CeilDivide(size.height, divisor) < at_least.height)) {
        divisor /= 2;
      }
      DecodeWhole(size, divisor, mode, image);
    });
  }

  int Divisor(int wanted) const override {
    return wanted >= 8 ? 8 : wanted >= 4 ? 4 : wanted >= 2 ? 2 : 1;
  }

  ImageView DecodePart(std::span<const std::byte> encoded, ColorMode mode, const ImagePart& part,
                       Image& memory) override {
    return WithoutBadEnd(encoded, [&](std::span<const std::byte> bytes) {
      return DecodePartOf(bytes, mode, part, memory);
    });
  }

  bool DecodeYcbcr(std::span<const std::byte> encoded, const ImagePart& part,
                   YcbcrPart& planes) override {
    note_.clear();
    const ImageSize stored = Open(encoded).size;
    bool decoded = false;
    try {
      CheckPart(part, stored);
      Guarded(manager_, common(),
              [&] { decoded = plane_decoder_.Decode(info_, encoded, part, planes); });
    } catch (...) {
      jpeg_abort_decompress(&info_);
      throw;
    }
    jpeg_abort_decompress(&info_);
    return decoded && !manager_.corrupt;
  }

  const std::string& note() const override { return note_; }

 private:
  // The conversions from the colour space of the file to the requested channels.
  struct ColorPath {
    bool cmyk = false;
    bool over_rgb = false;  // to grey by way of RGB, because libjpeg converts only YCbCr to grey
    int channels = 3;       // of the pixels that are read, before over_rgb
  };

  // Returns decode(encoded). If libjpeg fails after a complete scan, calls `decode` again without
  // the bytes after that scan, because the image may be complete.
  template <typename Function>
  std::invoke_result_t<Function, std::span<const std::byte>> WithoutBadEnd(
      std::span<const std::byte> encoded, const Function& decode) {
    note_.clear();
    bad_end_.clear();
    try {
      return decode(encoded);
    } catch (const Error& error) {
      if (!manager_.fatal_after_scan || manager_.corrupt) throw;
      bad_end_ = BadEnd();
      try {
        return decode(watch_.WithoutTail(encoded));
      } catch (const Error&) {
        throw error;
      }
    }
  }

  std::string BadEnd() const {
    return "after the last MCU: " + std::string(manager_.first_message.data());
  }

  void DecodeWhole(ImageSize stored, int divisor, ColorMode mode, Image& image) {
    const ImageSize size = ShrunkSize(stored, divisor);
    DecodeRows(stored,
               {.window = {.left = 0, .top = 0, .right = size.width, .bottom = size.height},
                .divisor = divisor},
               mode, image);
  }

  ImageView DecodePartOf(std::span<const std::byte> encoded, ColorMode mode, const ImagePart& part,
                         Image& memory) {
    ImageSize stored = Open(encoded).size;
    ImagePart inner = part;
    if (const auto slice = Slice(encoded, stored, part)) {
      jpeg_abort_decompress(&info_);
      stored = ReadHeader(slice->encoded).size;
      // Slices begin at block boundaries, and 8 is a multiple of every divisor.
      inner.window.left -= slice->window.left / part.divisor;
      inner.window.right -= slice->window.left / part.divisor;
      inner.window.top -= slice->window.top / part.divisor;
      inner.window.bottom -= slice->window.top / part.divisor;
    }
    const PixelWindow shown = DecodeRows(stored, inner, mode, memory);
    return std::as_const(memory).view().Sub(inner.window.left - shown.left, 0, part.window.size());
  }

  // Requires Open(). Returns a smaller file that contains the part and its neighbours, or nullopt
  // if that saves no work.
  std::optional<RestartSlicer::Slice> Slice(std::span<const std::byte> encoded, ImageSize stored,
                                            const ImagePart& part) {
    try {
      CheckPart(part, stored);
      const int margin = kNeighbours * part.divisor;
      const PixelWindow& window = part.window;
      return slicer_.Cut(
          info_, encoded,
          {.left = std::max(0, window.left * part.divisor - margin),
           .top = std::max(0, window.top * part.divisor - margin),
           .right = std::min(stored.width, window.right * part.divisor + margin),
           .bottom = std::min(stored.height, window.bottom * part.divisor + margin)});
    } catch (...) {
      jpeg_abort_decompress(&info_);
      throw;
    }
  }

  // Requires Open(). Decodes the rows of the part, with at least its columns. Returns the window
  // that `image` then contains.
  PixelWindow DecodeRows(ImageSize stored, const ImagePart& part, ColorMode mode, Image& image) {
    try {
      CheckPart(part, stored);
      Image::CheckSize(part.window.size());
      info_.scale_num = 1;
      info_.scale_denom = static_cast<unsigned>(part.divisor);
      const ColorPath path = ChooseColors(mode);
      const PixelWindow shown = Start(part.window, ShrunkSize(stored, part.divisor).width);
      Image& target = path.over_rgb ? converted_ : image;
      target.Resize(shown.size(), path.channels);
      if (path.cmyk) cmyk_row_.resize(static_cast<std::size_t>(target.width()) * 4);
      ReadRows(shown, target.view(), path.cmyk);
      if (manager_.corrupt) ThrowReported(manager_);
      Finish();
      if (manager_.corrupt) ThrowReported(manager_);
      if (path.over_rgb) ConvertChannels(converted_.view(), 1, image);
      return shown;
    } catch (...) {
      jpeg_abort_decompress(&info_);
      throw;
    }
  }

  ColorPath ChooseColors(ColorMode mode) {
    const bool cmyk = info_.num_components == 4;
    const bool grey =
        mode == ColorMode::kGrey || (mode == ColorMode::kAsStored && info_.num_components == 1);
    const bool over_rgb = grey && (cmyk || info_.jpeg_color_space == JCS_RGB);
    const bool rgb = over_rgb || !grey;
    info_.out_color_space = cmyk ? JCS_CMYK : rgb ? JCS_RGB : JCS_GRAYSCALE;
    return {.cmyk = cmyk, .over_rgb = over_rgb, .channels = rgb ? 3 : 1};
  }

  // libjpeg-turbo 2.1 computes a wrong width for cropped chroma planes that are both scaled by the
  // inverse DCT and upsampled.
  bool CanCropColumns() const { return info_.max_h_samp_factor <= 2 || info_.scale_denom == 1; }

  // Starts decoding at the top of the window. Returns the window that is decoded; its columns are
  // whole MCUs.
  PixelWindow Start(const PixelWindow& window, int width) {
    PixelWindow shown = window;
    JDIMENSION left = static_cast<JDIMENSION>(std::max(0, window.left - kNeighbours));
    JDIMENSION columns =
        static_cast<JDIMENSION>(std::min(width, window.right + kNeighbours)) - left;
    Guarded(manager_, common(), [&] {
      jpeg_start_decompress(&info_);
      if (jpeg_has_multiple_scans(&info_) != FALSE) JudgeScans(info_, manager_);
      if (!CanCropColumns()) {
        left = 0;
        columns = info_.output_width;
      }
      if (columns < info_.output_width) jpeg_crop_scanline(&info_, &left, &columns);
      if (window.top > 0) jpeg_skip_scanlines(&info_, static_cast<JDIMENSION>(window.top));
    });
    shown.left = static_cast<int>(left);
    shown.right = static_cast<int>(left + columns);
    return shown;
  }

  void ReadRows(const PixelWindow& shown, MutableImageView target, bool cmyk) {
    Guarded(manager_, common(), [&] {
      while (info_.output_scanline < static_cast<JDIMENSION>(shown.bottom)) {
        std::uint8_t* row = target.row(static_cast<int>(info_.output_scanline) - shown.top).data();
        JSAMPROW into = cmyk ? cmyk_row_.data() : row;
        jpeg_read_scanlines(&info_, &into, 1);
        if (cmyk) {
          ConvertCmykRow(cmyk_row_.data(), info_.saw_Adobe_marker != FALSE, target.width(), row);
        }
      }
    });
  }

  // Ends decoding. Damage after the last MCU affects no pixel, so it only sets note_.
  void Finish() {
    const bool whole = info_.output_scanline == info_.output_height;
    if (!whole) {
      jpeg_abort_decompress(&info_);
    } else if (!Completes(manager_, common(), [&] { jpeg_finish_decompress(&info_); })) {
      bad_end_ = BadEnd();
    }
    note_ = bad_end_.empty() ? NoteOf(manager_) : bad_end_;
  }

  jpeg_common_struct* common() { return reinterpret_cast<jpeg_common_struct*>(&info_); }

  // Reads the header and checks it against the limits.
  ImageInfo Open(std::span<const std::byte> encoded) {
    const ImageInfo info = ReadHeader(encoded);
    try {
      CheckSize(info_, limits_);
    } catch (...) {
      jpeg_abort_decompress(&info_);
      throw;
    }
    return info;
  }

  ImageInfo ReadHeader(std::span<const std::byte> encoded) {
    if (encoded.empty()) throw Error(ErrorCode::kCorruptData, "the image is empty (0 bytes)");
    ClearReports(manager_);
    // Create a new struct for each image, which takes a microsecond. Otherwise an image without
    // tables would be decoded with the tables of the previous image.
    jpeg_destroy_decompress(&info_);
    Guarded(manager_, common(), [&] {
      jpeg_create_decompress(&info_);
      watch_.Install(info_);
      // Keep APP1, which holds EXIF.
      jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xFFFF);
      jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(encoded.data()), encoded.size());
      jpeg_read_header(&info_, TRUE);
      // libjpeg smooths the blocks of progressive files with missing scans, using neighbouring
      // blocks. When rows are skipped it has no neighbours, so a part would differ from the whole.
      info_.do_block_smoothing = FALSE;
    });
    ImageInfo result{
        .size = {static_cast<int>(info_.image_width), static_cast<int>(info_.image_height)},
        .channels = info_.num_components};
    for (const jpeg_marker_struct* marker = info_.marker_list; marker != nullptr;
         marker = marker->next) {
      const auto orientation = ParseExifOrientation(
          {reinterpret_cast<const std::byte*>(marker->data), marker->data_length});
      if (orientation) result.orientation = *orientation;
    }
    return result;
  }

  const ImageLimits limits_;
  ScanWatch watch_;
  jpeg_decompress_struct info_{};
  ErrorManager manager_{};
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
