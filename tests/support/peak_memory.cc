#include "tests/support/peak_memory.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

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

std::int64_t PeakMemoryOfChild(int pid) {
  const std::string folder = "/proc/" + std::to_string(pid);
  const auto program = [&] {
    std::error_code failure;
    return std::filesystem::read_symlink(folder + "/exe", failure);
  };
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
  std::int64_t peak = 0;
  for (;;) {
    std::ifstream status(folder + "/status");
    std::int64_t now = -1;  // a process that has ended has no memory
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmHWM:")) now = std::stoll(line.substr(6)) * 1024;
    }
    if (now < 0) return peak;
    if (program() != self) peak = std::max(peak, now);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace imrec::test
