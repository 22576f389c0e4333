// Image formats: detection, headers, decoding and encoding.
#ifndef IMREC_IMAGE_CODEC_H_
#define IMREC_IMAGE_CODEC_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/export.h>
#include <imrec/image.h>
#include <imrec/image_limits.h>

namespace imrec {

struct YcbcrPart;

/// The properties of an encoded image, from its header.
struct ImageInfo {
  ImageSize size;       // as stored, before the orientation is applied
  int channels = 0;     // as stored: 1 = grey, 3 = colour, 4 = colour with alpha, or CMYK
  int orientation = 1;  // of EXIF, or of a TIFF, 1..8; 1 = upright
  /// The EXIF orientation of a WebP. It is separate because MXNet's OpenCV does not apply it. 1 if
  /// only the start of the file is given.
  int webp_orientation = 1;
};

/// The channels of decoded images.
enum class ColorMode {
  kRgb,       // 3 channels; grey is replicated, alpha is dropped
  kGrey,      // 1 channel
  kAsStored,  // 1, 3 or 4 (RGBA) channels; CMYK becomes RGB
};

/// A part of an image that is shrunk by `divisor` (see ShrunkSize()).
struct ImagePart {
  PixelWindow window;  // in pixels of the shrunk image; not empty, and inside it
  int divisor = 1;     // one that ImageDecoder::Divisor() returns

  friend bool operator==(const ImagePart&, const ImagePart&) = default;
};

/// Returns width and height divided by `divisor`, rounded up.
IMREC_EXPORT ImageSize ShrunkSize(ImageSize size, int divisor);

/// Decodes images of one format. Working memory is reused from call to call. Not thread-safe.
///
/// Open() starts with a file and reads its header. The other functions decode the open file; call
/// them in any order and as often as needed. The first decode continues after the header; each
/// further one reads the header again. `encoded` is not copied: it must stay valid and unchanged
/// until the last decode of it. Open() and ReadInfo() close the file that was open. A decode that
/// throws leaves it open, an Open() that throws leaves none open. Decoding needs an open file.
class IMREC_EXPORT ImageDecoder {
 public:
  virtual ~ImageDecoder() = default;

  /// Reads the header. `encoded` may be the start of a file if the format has its header there (see
  /// ImageCodec::header_at_start). Opens nothing. Throws Error(kCorruptData) if the header is
  /// damaged or incomplete.
  virtual ImageInfo ReadInfo(std::span<const std::byte> encoded) = 0;

  /// Opens a whole file: reads its header and checks it, before memory is allocated for pixels.
  /// Also throws Error(kLimitExceeded) if the image exceeds the limits of the decoder, and
  /// Error(kCorruptData) if the file is too short for an image of its size.
  virtual ImageInfo Open(std::span<const std::byte> encoded) = 0;

  /// Decodes the whole image as stored, without applying the orientation, to 8 bits per sample.
  /// Throws Error(kCorruptData) if pixels are damaged, even if the codec library could guess them.
  /// Damage that does not affect pixels is not an error; see note().
  virtual void Decode(ColorMode mode, Image& image) = 0;

  /// As Decode(), but may shrink the image by 2, 4 or 8 (see ShrunkSize()) if that is cheaper in
  /// this format. The result is at least as large as `at_least`, unless the image is smaller.
  virtual void DecodeAtLeast(ColorMode mode, ImageSize /*at_least*/, Image& image) {
    Decode(mode, image);
  }

  /// Returns the largest divisor <= `wanted` by which DecodePart() can shrink, at least 1.
  virtual int Divisor(int /*wanted*/) const { return 1; }

  /// Decodes a part and returns a view of part.window. The view refers to `memory` or to the open
  /// file. The pixels are the same as if the whole image were decoded at that scale. Damage outside
  /// the part may go unnoticed. Throws as Decode() does, and Error(kInvalidArgument) if the window
  /// is empty or not inside the shrunk image.
  virtual ImageView DecodePart(ColorMode mode, const ImagePart& part, Image& memory);

  /// Decodes a part to the stored YCbCr planes, without enlarging chroma or converting to RGB. The
  /// planes contain at least the samples of the part and the neighbours that interpolation needs.
  /// Returns false if the planes are unavailable or the data may be damaged; `planes` is then
  /// unspecified, and the caller should call DecodePart(). Throws as DecodePart() does.
  virtual bool DecodeYcbcr(const ImagePart& /*part*/, YcbcrPart& /*planes*/) { return false; }

  /// Open() and Decode().
  void Decode(std::span<const std::byte> encoded, ColorMode mode, Image& image) {
    Open(encoded);
    Decode(mode, image);
  }

  /// Describes damage that the last decode of the open file met and that does not affect its
  /// pixels, for example extra bytes before the end marker of a JPEG. Empty if there is none. Valid
  /// until the next call.
  virtual const std::string& note() const = 0;
};

/// Encodes images in one format. Working memory is reused from call to call. Not thread-safe.
class IMREC_EXPORT ImageEncoder {
 public:
  virtual ~ImageEncoder() = default;

  /// Replaces `encoded` by the encoded image; its capacity is reused. The scale of `quality`
  /// depends on the format, see AnyImageEncoder. Throws Error(kInvalidArgument) if `quality` is out
  /// of range, or if the image has no pixels or is too large for the format.
  virtual void Encode(ImageView image, int quality, std::vector<std::byte>& encoded) = 0;
};

/// One format. To add a format, define one of these and add it to ImageCodecs().
struct IMREC_EXPORT ImageCodec {
  std::string_view name;                         // for example "jpeg"
  std::span<const std::string_view> extensions;  // ".jpg", lower case; the first is preferred
  /// Returns true if a file begins as this format. `encoded` may be the start of a file.
  bool (*matches)(std::span<const std::byte> encoded);
  /// False: the header may be anywhere in a file, so ReadInfo() needs the whole file.
  bool header_at_start = true;
  std::unique_ptr<ImageDecoder> (*make_decoder)(const ImageLimits& limits);
  std::unique_ptr<ImageEncoder> (*make_encoder)() = nullptr;  // null: imrec only reads the format
};

/// Returns all formats that imrec reads. Which they are depends on the build. They live as long as
/// the program.
IMREC_EXPORT std::span<const ImageCodec* const> ImageCodecs();

/// Returns the format that `encoded` begins as, or null if there is none.
IMREC_EXPORT const ImageCodec* DetectImageCodec(std::span<const std::byte> encoded);

/// Returns the format for a file extension with its dot, in upper or lower case, or null if there
/// is none.
IMREC_EXPORT const ImageCodec* ImageCodecForExtension(std::string_view extension);

/// Returns true if imrec writes images of the format of this extension.
IMREC_EXPORT bool CanEncodeImage(std::string_view extension);

/// Decodes images of any known format, one open file at a time. Keeps one decoder per format. Not
/// thread-safe; a moved-from object may only be assigned to or destroyed.
class IMREC_EXPORT AnyImageDecoder {
 public:
  /// Throws Error(kInvalidArgument) if a limit is out of range.
  explicit AnyImageDecoder(const ImageLimits& limits = {});

  // As the functions of ImageDecoder. These also throw Error(kUnsupported) if the format is
  // unknown, and Error(kCorruptData) if `encoded` is empty.
  ImageInfo ReadInfo(std::span<const std::byte> encoded);
  ImageInfo Open(std::span<const std::byte> encoded);

  // As the functions of ImageDecoder. They throw Error(kInvalidArgument) if no file is open.
  void Decode(ColorMode mode, Image& image) { open().Decode(mode, image); }
  void DecodeAtLeast(ColorMode mode, ImageSize at_least, Image& image) {
    open().DecodeAtLeast(mode, at_least, image);
  }
  int Divisor(int wanted) const { return open().Divisor(wanted); }
  ImageView DecodePart(ColorMode mode, const ImagePart& part, Image& memory) {
    return open().DecodePart(mode, part, memory);
  }
  bool DecodeYcbcr(const ImagePart& part, YcbcrPart& planes) {
    return open().DecodeYcbcr(part, planes);
  }
  /// Empty if no file is open.
  const std::string& note() const;

  /// Open() and Decode().
  void Decode(std::span<const std::byte> encoded, ColorMode mode, Image& image);

 private:
  ImageDecoder& DecoderFor(std::span<const std::byte> encoded);
  ImageDecoder& open() const;

  ImageLimits limits_;
  ImageDecoder* open_ = nullptr;  // whose file is open, in decoders_; null: none
  std::vector<std::unique_ptr<ImageDecoder>> decoders_;  // parallel to ImageCodecs()
};

/// Encodes images in any known format. Keeps one encoder per format. Not thread-safe.
class IMREC_EXPORT AnyImageEncoder {
 public:
  /// Encodes in the format of `extension`: ".jpg" (`quality` is 1..100; 4:2:0 chroma subsampling),
  /// ".png" (`quality` is the zlib level 0..9) or ".raw" (`quality` is ignored). Throws
  /// Error(kUnsupported) for other extensions, otherwise as ImageEncoder::Encode() does.
  void Encode(ImageView image, std::string_view extension, int quality,
              std::vector<std::byte>& encoded);

 private:
  std::vector<std::unique_ptr<ImageEncoder>> encoders_;  // parallel to ImageCodecs()
};

/// Same for a single image.
IMREC_EXPORT void EncodeImage(ImageView image, std::string_view extension, int quality,
                              std::vector<std::byte>& encoded);

}  // namespace imrec

#endif  // IMREC_IMAGE_CODEC_H_
