// A progress line on standard error, with rate and remaining time.
#ifndef IMREC_RECORDIO_CONSOLE_PROGRESS_H_
#define IMREC_RECORDIO_CONSOLE_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace imrec::console {

enum class ProgressMode {
  kAuto,  // only when standard error is a terminal
  kAlways,
  kNever,
};

/// Parses "auto", "always" or "never". Throws Error(kInvalidArgument) for any other text.
ProgressMode ParseProgressMode(std::string_view text);

/// Redraws one line at most ten times per second. The destructor clears the line. Not thread-safe.
class Progress {
 public:
  /// `what` is printed at the start of the line; `total` is the number of items.
  Progress(std::string what, std::uint64_t total, ProgressMode mode);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Sets the number of finished items and redraws the line if it is due.
  void Update(std::uint64_t done);

  /// Clears the line, so that a message can be printed. The next Update() that is due draws it
  /// again.
  void Wipe();

 private:
  using Clock = std::chrono::steady_clock;

  std::string what_;
  std::uint64_t total_;
  bool active_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_draw_ = start_;
};

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_PROGRESS_H_
