#include "recordio/console/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include <imrec/error.h>

#include "recordio/console/console.h"

namespace imrec::console {
namespace {

bool IsActive(ProgressMode mode) {
  return mode == ProgressMode::kAlways || (mode == ProgressMode::kAuto && ::isatty(2) == 1);
}

}  // namespace

ProgressMode ParseProgressMode(std::string_view text) {
  if (text == "auto") return ProgressMode::kAuto;
  if (text == "always") return ProgressMode::kAlways;
  if (text == "never") return ProgressMode::kNever;
  throw Error(ErrorCode::kInvalidArgument,
              "--progress must be auto, always or never, not '" + std::string(text) + "'");
}

Progress::Progress(std::string what, std::uint64_t total, ProgressMode mode)
    : what_(std::move(what)), total_(total), active_(IsActive(mode)) {}

Progress::~Progress() { Wipe(); }

void Progress::Wipe() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

void Progress::Update(std::uint64_t done) {
  if (!active_) return;
  const auto now = Clock::now();
  if (now < next_draw_) return;
  next_draw_ = now + std::chrono::milliseconds(100);
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const double left = rate > 0 ? static_cast<double>(total_ - std::min(done, total_)) / rate : 0;
  std::fprintf(stderr, "\r\033[K%s %s/%s  %.0f/s  %.0f s left", what_.c_str(),
               WithThousands(done).c_str(), WithThousands(total_).c_str(), rate, left);
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace imrec::console
