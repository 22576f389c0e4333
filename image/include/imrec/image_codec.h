// Encoded images: which formats there are, reading their headers, decoding and encoding.
#ifndef IMREC_IMAGE_CODEC_H_
#define IMREC_IMAGE_CODEC_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/image.h>
#include <imrec/image_limits.h>
#include <imrec/ycbcr_part.h>

namespace imrec {

/// What an encoded image's header says.
struct ImageInfo {
  ImageSize size;       // as stored, before any orientation is applied
  int channels = 0;     // as stored: 1 grey, 3 colour, 4 with alpha, or CMYK
  int orientation = 1;  // EXIF 1..8; 1 = upright
};

/// The channels that decoding delivers.
enum class ColorMode {
  kRgb,       // 3 channels; grey is replicated, alpha dropped
  kGrey,      // 1 channel
  kAsStored,  // 1, 3 or 4 (RGBA) channels; CMYK becomes RGB
};

/// A part of an image whose sides are divided by `divisor`, rounded up.
struct ImagePart {
  PixelWindow window;  // in pixels of the divided image; inside it, not empty
  int divisor = 1;

  friend bool operator==(const ImagePart&, const ImagePart&) = default;
};

/// The sides divided, rounded up.
ImageSize ShrunkSize(ImageSize size, int divisor);

/// Throws Error(kInvalidArgument) unless the part is one of an image of this size.
void CheckPart(const ImagePart& part, ImageSize whole);

/// Decodes images of one format; keeps its working memory from call to call. Not thread-safe.
///
/// All calls but ReadInfo() check the header first, before they allocate memory for pixels: they
/// throw Error(kLimitExceeded) for an image beyond the limits that the decoder was made with, and
/// Error(kCorruptData) for a file that is too short to hold an image of its size.
class ImageDecoder {
 public:
  virtual ~ImageDecoder() = default;

  /// Reads the header, for which the first bytes of a file may be enough. Throws
  /// Error(kCorruptData).
  virtual ImageInfo ReadInfo(std::span<const std::byte> encoded) = 0;

  /// Reads the header of a whole file and checks it as decoding would.
  virtual ImageInfo ReadCheckedInfo(std::span<const std::byte> encoded) = 0;

  /// Decodes the whole image as stored (no orientation applied), 8 bits a sample. Throws
  /// Error(kCorruptData), also when the decoder could go on with guessed pixels. What is wrong
  /// where no pixel depends on it is no error, see note().
  virtual void Decode(std::span<const std::byte> encoded, ColorMode mode, Image& image) = 0;

  /// As Decode, but the image may come shrunk to a half, a quarter or an eighth (sides rounded up)
  /// as long as it is no smaller than `at_least`, where the format makes that cheaper.
  virtual void DecodeAtLeast(std::span<const std::byte> encoded, ColorMode mode,
                             ImageSize /*at_least*/, Image& image) {
    Decode(encoded, mode, image);
  }

  /// The largest divisor up to `wanted` that DecodePart() can shrink by at no cost.
  virtual int Divisor(int /*wanted*/) const { return 1; }

  /// Decodes a part, whose divisor must be one of Divisor(): returns a view of part.window, which
  /// lies in `memory` or in `encoded`. The pixels are those of a full decode at that scale. Damage
  /// to what isn't shown may go unnoticed.
  virtual ImageView DecodePart(std::span<const std::byte> encoded, ColorMode mode,
                               const ImagePart& part, Image& memory);

  /// The same as the planes that the file holds, before they are brought to the size of the picture
  /// and turned into RGB: at least the part's samples and the neighbours that these are
  /// interpolated from. False if the planes are unavailable or the data may be damaged; `planes` is
  /// then unspecified, and DecodePart() is to be called. Throws as that does if the header can't be
  /// read, or is refused, or the part lies outside.
  virtual bool DecodeYcbcr(std::span<const std::byte> /*encoded*/, const ImagePart& /*part*/,
                           YcbcrPart& /*planes*/) {
    return false;
  }

  /// What is wrong with the image decoded last although its pixels are whole, such as bytes before
  /// a JPEG's end marker; empty if nothing is. Valid until the next call.
  virtual const std::string& note() const = 0;
};

/// Encodes images of one format; keeps its working memory from call to call. Not thread-safe.
class ImageEncoder {
 public:
  virtual ~ImageEncoder() = default;

  /// Replaces `encoded`. `quality`: the format's own scale, see AnyImageEncoder. Throws
  /// Error(kInvalidArgument) for what the format can't hold.
  virtual void Encode(ImageView image, int quality, std::vector<std::byte>& encoded) = 0;
};

/// One format. Adding a format is one file that fills this in, and one line in ImageCodecs().
struct ImageCodec {
  std::string_view name;                         // "jpeg"
  std::span<const std::string_view> extensions;  // ".jpg", lower case; the first is preferred
  std::string_view signature;                    // the bytes that files start with
  std::unique_ptr<ImageDecoder> (*make_decoder)(const ImageLimits& limits);
  std::unique_ptr<ImageEncoder> (*make_encoder)();
};

/// All formats that imrec reads and writes.
std::span<const ImageCodec* const> ImageCodecs();

/// The format of these bytes, judged by their signature, or null.
const ImageCodec* DetectImageCodec(std::span<const std::byte> encoded);

/// The format for a file extension with its dot, in any case, or null.
const ImageCodec* ImageCodecForExtension(std::string_view extension);

/// Decodes any known format, one decoder per format kept for reuse. Not thread-safe.
class AnyImageDecoder {
 public:
  /// Throws Error(kInvalidArgument) for limits out of range.
  explicit AnyImageDecoder(const ImageLimits& limits = {});

  /// Throws Error(kUnsupported) for an unknown format, else as ImageDecoder.
  ImageInfo ReadInfo(std::span<const std::byte> encoded);
  ImageInfo ReadCheckedInfo(std::span<const std::byte> encoded);
  void Decode(std::span<const std::byte> encoded, ColorMode mode, Image& image);
  void DecodeAtLeast(std::span<const std::byte> encoded, ColorMode mode, ImageSize at_least,
                     Image& image);
  int Divisor(std::span<const std::byte> encoded, int wanted);
  ImageView DecodePart(std::span<const std::byte> encoded, ColorMode mode, const ImagePart& part,
                       Image& memory);
  bool DecodeYcbcr(std::span<const std::byte> encoded, const ImagePart& part, YcbcrPart& planes);
  const std::string& note() const;

 private:
  ImageDecoder& DecoderFor(std::span<const std::byte> encoded);

  ImageLimits limits_;
  const ImageDecoder* last_ = nullptr;                   // that was called; among decoders_
  std::vector<std::unique_ptr<ImageDecoder>> decoders_;  // parallel to ImageCodecs()
};

/// Encodes into any known format, one encoder per format kept for reuse. Not thread-safe.
class AnyImageEncoder {
 public:
  /// By the format of the extension: ".jpg" (quality 1..100, 4:2:0), ".png" (quality is the zlib
  /// level 0..9) or ".raw" (no quality). Throws Error(kUnsupported) for other extensions, else as
  /// ImageEncoder.
  void Encode(ImageView image, std::string_view extension, int quality,
              std::vector<std::byte>& encoded);

 private:
  std::vector<std::unique_ptr<ImageEncoder>> encoders_;  // parallel to ImageCodecs()
};

/// The same for a single image.
void EncodeImage(ImageView image, std::string_view extension, int quality,
                 std::vector<std::byte>& encoded);

}  // namespace imrec

#endif  // IMREC_IMAGE_CODEC_H_
