#include "image/jpeg/jpeg_limits.h"
#include "image/internal/image_checks.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <type_traits>

#include <imrec/error.h>

namespace imrec::jpeg {
namespace {

// Returns the number of blocks of all components, without those that only pad MCUs.
std::int64_t BlocksOf(const jpeg_decompress_struct& info) {
  const auto blocks = [](JDIMENSION size, int factor, int largest) {
    const std::int64_t whole = std::int64_t{largest} * DCTSIZE;
    return (std::int64_t{size} * factor + whole - 1) / whole;
  };
  std::int64_t sum = 0;
  for (int c = 0; c < info.num_components; ++c) {
    const jpeg_component_info& component = info.comp_info[c];
    sum += blocks(info.image_width, component.h_samp_factor, info.max_h_samp_factor) *
           blocks(info.image_height, component.v_samp_factor, info.max_v_samp_factor);
  }
  return sum;
}

ImageSize SizeOf(const jpeg_decompress_struct& info) {
  return {.width = static_cast<int>(info.image_width),
          .height = static_cast<int>(info.image_height)};
}

}  // namespace

std::int64_t FewestBits(const jpeg_decompress_struct& info) {
  if (info.arith_code != FALSE) return 0;
  return BlocksOf(info) * (info.progressive_mode != FALSE ? 1 : 2);
}

void CheckSize(const jpeg_decompress_struct& info, const ImageLimits& limits) {
  const ImageSize size = SizeOf(info);
  RequireWithin(limits, size);
  const auto bytes = static_cast<std::int64_t>(info.src->bytes_in_buffer);
  const std::int64_t fewest = (FewestBits(info) + 7) / 8;
  if (bytes >= fewest) return;
  throw Error(ErrorCode::kCorruptData,
              "corrupt JPEG: too short for " + std::to_string(size.width) + "x" +
                  std::to_string(size.height) + " pixels, whose " + std::to_string(BlocksOf(info)) +
                  " blocks take at least " + std::to_string(fewest) + " bytes; " +
                  std::to_string(bytes) + " follow the header");
}

void ScanWatch::Install(jpeg_decompress_struct& info) {
  static_assert(std::is_standard_layout_v<ScanWatch>);
  base_ = {};
  base_.progress_monitor = OnProgress;
  bytes_after_scan_ = 0;
  info.progress = &base_;
}

// libjpeg calls this before it reads a row of MCUs or a marker between scans.
void ScanWatch::OnProgress(j_common_ptr common) {
  auto& info = *reinterpret_cast<j_decompress_ptr>(common);
  auto& watch = *reinterpret_cast<ScanWatch*>(common->progress);
  if (info.input_iMCU_row >= info.total_iMCU_rows) {
    // A marker that the decoder has found is no longer in the buffer.
    constexpr std::size_t kMarker = 2;
    watch.bytes_after_scan_ = info.src->bytes_in_buffer + (info.unread_marker != 0 ? kMarker : 0);
    return;
  }
  const std::int64_t pixels = std::int64_t{info.image_width} * info.image_height;
  const std::int64_t most = std::max<std::int64_t>(1, watch.max_scan_pixels_ / pixels);
  if (info.input_scan_number <= most) return;
  auto& manager = *reinterpret_cast<ErrorManager*>(common->err);
  std::snprintf(
      manager.first_message.data(), manager.first_message.size(),
      "JPEG of %ux%u pixels with more than %lld scans, beyond the limit of %lld pixels in "
      "all scans",
      info.image_width, info.image_height, static_cast<long long>(most),
      static_cast<long long>(watch.max_scan_pixels_));
  manager.limit_exceeded = true;
  manager.base.error_exit(common);
}

}  // namespace imrec::jpeg
