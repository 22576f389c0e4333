// Reads one PNG file.
#ifndef IMREC_IMAGE_PNG_PNG_READER_H_
#define IMREC_IMAGE_PNG_PNG_READER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <imrec/image_codec.h>

#include "image/png/png_library.h"

namespace imrec::png {

/// Reads an image from memory. Not thread-safe.
class Reader {
 public:
  /// `encoded` must outlive this object. Throws Error(kIo) if libpng cannot be started.
  explicit Reader(std::span<const std::byte> encoded);

  /// Must be the first call. Throws Error(kCorruptData) if the header is damaged or incomplete.
  ImageInfo ReadHeader();

  /// Call after ReadHeader(). Throws Error(kLimitExceeded) if the image exceeds the limits, and
  /// Error(kCorruptData) if the file is too short for an image of this size.
  void CheckSize(ImageSize size, const ImageLimits& limits) const;

  /// Reads the pixels as 8-bit grey, RGB or RGBA, according to header.channels. `header` is the
  /// result of ReadHeader(). Returns a description of damage that affects no pixels, or an empty
  /// string. Throws Error(kCorruptData) if pixels are damaged or missing.
  std::string ReadPixels(const ImageInfo& header, Image& image);

 private:
  struct Source {
    std::span<const std::byte> rest;
    bool ended = false;  // libpng requested bytes after the end
  };

  static void ReadFromSource(png_structp png, png_bytep out, std::size_t count);
  int Orientation() const;
  std::int64_t FewestBytes() const;
  void ReadRows(MutableImageView target);
  bool HasAllRows() const;

  std::size_t size_;
  Messages messages_{};
  Source source_;
  State<kDestroyReader> state_;
};

}  // namespace imrec::png

#endif  // IMREC_IMAGE_PNG_PNG_READER_H_
