#include "im2rec/check_options.h"
#include "image/internal/image_checks.h"

#include <algorithm>
#include <thread>

#include <imrec/error.h>

namespace imrec {
namespace {

// The maximum width and height of a JPEG.
constexpr int kMaxEdge = 65500;

[[noreturn]] void Fail(const std::string& reason) {
  throw Error(ErrorCode::kInvalidArgument, reason);
}

}  // namespace

void CheckImageOptions(const ImageOptions& options) {
  ValidateImageLimits(options.limits);
  if (options.pass_through) return;
  if (options.encoding != ".jpg" && options.encoding != ".png" && options.encoding != ".raw") {
    Fail("--encoding must be .jpg, .png or .raw, not '" + options.encoding + "'");
  }
  const int lowest = options.encoding == ".jpg" ? 1 : 0;
  if (options.quality < lowest || options.quality > 100) {
    Fail("--quality must be " + std::to_string(lowest) + "..100 for " + options.encoding +
         ", not " + std::to_string(options.quality));
  }
  if (options.resize < 0 || options.resize > kMaxEdge) {
    Fail("--resize must be 1.." + std::to_string(kMaxEdge) +
         " pixels, or 0 to keep the size, not " + std::to_string(options.resize));
  }
}

void CheckEncodedSize(const std::string& encoding, ImageSize size) {
  if (encoding != ".jpg" || std::max(size.width, size.height) <= kMaxEdge) return;
  Fail("a JPEG has at most " + std::to_string(kMaxEdge) + " pixels per side, the image has " +
       std::to_string(size.width) + "x" + std::to_string(size.height));
}

void CheckOutputOptions(const OutputOptions& options) {
  if (options.shard_count == 0) Fail("--num-shards must be 1 or more");
  if (options.shard_bytes > 0 && options.shard_count > 1) {
    Fail("--num-shards and --shard-size exclude each other");
  }
  if (options.part_index >= options.part_count) {
    Fail("--part-index must be 0.." +
         std::to_string(std::max<std::uint64_t>(options.part_count, 1) - 1) + " with --num-parts " +
         std::to_string(options.part_count) + ", not " + std::to_string(options.part_index));
  }
}

std::size_t WorkerCount(std::size_t threads) {
  if (threads > 0) return threads;
  return std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

}  // namespace imrec
