// A progress line with rate and remaining time, on standard error.
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

/// "auto", "always", "never"; throws Error otherwise.
ProgressMode ParseProgressMode(std::string_view text);

/// Redraws one line at most ten times a second. Not thread-safe. The line is wiped on destruction.
class Progress {
 public:
  Progress(std::string what, std::uint64_t total, ProgressMode mode);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` of the total are finished.
  void Update(std::uint64_t done);

  /// Clears the line so that a message can be printed; the next Update() draws it again.
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
