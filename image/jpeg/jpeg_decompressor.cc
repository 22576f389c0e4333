#include "image/jpeg/jpeg_decompressor.h"

#include <string>

#include <imrec/error.h>

#include "image/exif.h"

namespace imrec::jpeg {

Decompressor::Decompressor(const ImageLimits& limits) : limits_(limits), watch_(limits) {
  InstallErrorManager(manager_);
  info_.err = &manager_.base;
}

Decompressor::~Decompressor() { jpeg_destroy_decompress(&info_); }

ImageInfo Decompressor::ReadHeader(std::span<const std::byte> encoded) {
  if (encoded.empty()) throw Error(ErrorCode::kCorruptData, "the image is empty (0 bytes)");
  ClearReports(manager_);
  // Create a new struct for each image, which takes a microsecond. Otherwise an image without
  // tables would be decoded with the tables of the previous image.
  jpeg_destroy_decompress(&info_);
  Run([&] {
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
  if (info_.num_components != 1 && info_.num_components != 3 && info_.num_components != 4) {
    const int components = info_.num_components;
    Abort();
    throw Error(ErrorCode::kUnsupported,
                "unsupported JPEG: " + std::to_string(components) + " components");
  }
  ImageInfo result{
      .size = {static_cast<int>(info_.image_width), static_cast<int>(info_.image_height)},
      .channels = info_.num_components};
  for (const jpeg_marker_struct* marker = info_.marker_list; marker != nullptr;
       marker = marker->next) {
    const auto orientation = ParseExifOrientation(
        {reinterpret_cast<const std::byte*>(marker->data), marker->data_length});
    if (!orientation) continue;
    result.orientation = *orientation;
    break;  // as other programs do, the first EXIF counts
  }
  return result;
}

ImageInfo Decompressor::ReadCheckedHeader(std::span<const std::byte> encoded) {
  const ImageInfo info = ReadHeader(encoded);
  try {
    CheckSize(info_, limits_);
  } catch (...) {
    Abort();
    throw;
  }
  return info;
}

}  // namespace imrec::jpeg
