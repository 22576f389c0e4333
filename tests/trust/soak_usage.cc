#include "tests/trust/soak_usage.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

namespace imrec::test {
namespace {

std::atomic<bool> delays_reads = false;

std::int64_t StatusNumber(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return std::stoll(line.substr(name.size() + 1));
  }
  throw std::runtime_error("/proc/self/status has no " + name);
}

void Delay() {
  thread_local std::minstd_rand random(
      static_cast<unsigned>(std::hash<std::thread::id>()(std::this_thread::get_id())));
  if (random() % 20 == 0) std::this_thread::sleep_for(std::chrono::microseconds(random() % 1000));
}

}  // namespace

Usage UsageOfThisProcess() {
  const std::filesystem::directory_iterator descriptors("/proc/self/fd");
  return {.memory_kib = StatusNumber("RssAnon"),
          .descriptors = std::distance(begin(descriptors), end(descriptors)),
          .threads = StatusNumber("Threads")};
}

void DelayReads() { delays_reads = true; }

}  // namespace imrec::test

extern "C" {

// With the thread sanitizer, its own function, which must see the reads.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
ssize_t __interceptor_pread(int file, void* bytes, size_t size, off_t offset) __attribute__((weak));

// Replaces the C library's.
ssize_t pread(int file, void* bytes, size_t size, off_t offset) {
  if (imrec::test::delays_reads) imrec::test::Delay();
  if (__interceptor_pread != nullptr) return __interceptor_pread(file, bytes, size, offset);
  return ::syscall(SYS_pread64, file, bytes, size, offset);
}

}  // extern "C"
