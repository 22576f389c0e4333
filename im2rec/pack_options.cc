#include "im2rec/pack_options.h"

#include <algorithm>
#include <thread>

#include <imrec/error.h>

namespace imrec {
namespace {

// The longest edge that a JPEG can have.
constexpr int kMaxEdge = 65500;

[[noreturn]] void Fail(const std::string& reason) {
  throw Error(ErrorCode::kInvalidArgument, reason);
}

}  // namespace

void CheckImageOptions(const ImageOptions& options) {
  if (options.pass_through) return;
  if (options.encoding != ".jpg" && options.encoding != ".png") {
    Fail("--encoding is .jpg or .png, not '" + options.encoding + "'");
  }
  const int lowest = options.encoding == ".jpg" ? 1 : 0;
  if (options.quality < lowest || options.quality > 100) {
    Fail("--quality is " + std::to_string(lowest) + "..100 for " + options.encoding + ", not " +
         std::to_string(options.quality));
  }
  if (options.resize < 0 || options.resize > kMaxEdge) {
    Fail("--resize is 1.." + std::to_string(kMaxEdge) + " pixels, or 0 to keep the size, not " +
         std::to_string(options.resize));
  }
}

std::size_t WorkerCount(std::size_t threads) {
  if (threads > 0) return threads;
  return std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

}  // namespace imrec
