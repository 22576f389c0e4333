// Reading one PNG file.
#ifndef IMREC_IMAGE_PNG_PNG_READER_H_
#define IMREC_IMAGE_PNG_PNG_READER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <imrec/image_codec.h>

#include "image/png/png_library.h"

namespace imrec::png {

/// Reads an image from memory. Not thread-safe.
class Reader {
 public:
  /// `encoded` must outlive it. Throws Error(kIo) if libpng cannot be started.
  explicit Reader(std::span<const std::byte> encoded);

  /// Throws Error(kCorruptData).
  ImageInfo ReadHeader();

  /// Call after ReadHeader(). Throws Error(kLimitExceeded) for an image beyond the limits,
  /// Error(kCorruptData) for one that the file is too short for.
  void CheckSize(ImageSize size, const ImageLimits& limits) const;

  /// Call after ReadHeader(): reads 8-bit grey, RGB or RGBA as its `channels` say. Returns what is
  /// wrong where no pixel depends on it, or an empty string. Throws Error(kCorruptData).
  std::string ReadPixels(const ImageInfo& header, Image& image);

 private:
  struct Source {
    std::span<const std::byte> rest;
    bool ended = false;  // more was asked for
  };

  static void ReadFromSource(png_structp png, png_bytep out, std::size_t count);
  std::int64_t FewestBytes() const;
  void ReadRows(const ImageInfo& header, std::size_t row_bytes);
  bool HasAllRows() const;

  std::size_t size_;
  Messages messages_{};
  Source source_;
  State<kDestroyReader> state_;
  std::vector<png_bytep> rows_;
};

}  // namespace imrec::png

#endif  // IMREC_IMAGE_PNG_PNG_READER_H_
