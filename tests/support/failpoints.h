// Makes calls of the operating system that change files, or that start threads, fail or end the
// process. Programs that link failpoints.cc call these instead of the C library's functions.
#ifndef IMREC_TESTS_SUPPORT_FAILPOINTS_H_
#define IMREC_TESTS_SUPPORT_FAILPOINTS_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace imrec::test {

/// What happens at a call.
enum class Fault {
  kNone,   // it is only counted
  kKill,   // the process ends, as by SIGKILL
  kError,  // it fails with `error`
  kFull,   // it and all later calls that take space on the disk fail with ENOSPC
};

struct FailPoint {
  std::size_t call = 0;  // the first counted call is number 1; 0: none
  Fault fault = Fault::kNone;
  int error = 5;              // EIO
  std::string function = {};  // count only calls of this function; empty: all
};

/// While it lives, calls that change files are counted, and the chosen one does not succeed: open
/// that may create, write, ftruncate, fsync, rename, unlink, mkdir, rmdir. If they are named, pread
/// and pthread_create are counted as well. If flock is named, each call of it fails. fsync never
/// waits for the disk. One at a time.
class ArmedFailPoint {
 public:
  explicit ArmedFailPoint(FailPoint point);
  ArmedFailPoint(const ArmedFailPoint&) = delete;
  ArmedFailPoint& operator=(const ArmedFailPoint&) = delete;
  ~ArmedFailPoint();

  /// Counted calls so far.
  std::size_t calls() const;
};

/// Runs `body` in a child process in which the chosen call does not succeed. Returns true if it was
/// killed there; false if it came to its end, be it by an exception.
bool RunKilledAt(std::size_t call, const std::function<void()>& body);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_FAILPOINTS_H_
