#include "tests/support/peak_memory.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "tests/support/sanitizers.h"

namespace imrec::test {

bool CanMeasureMemory() { return !kSanitized; }

std::int64_t PeakMemoryOf(const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    try {
      work();
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  int status = 0;
  rusage usage = {};
  if (::wait4(child, &status, 0, &usage) != child) throw std::runtime_error("wait4 failed");
  if (!WIFEXITED(status)) throw std::runtime_error("the child died");
  return std::int64_t{usage.ru_maxrss} * 1024;
}

}  // namespace imrec::test
