#include "reader/pixel_memory.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imrec {
namespace {

constexpr std::size_t kMebibyte = std::size_t{1} << 20;

// What /proc/self/smaps calls the flags of the mapping with `address`.
std::string FlagsOf(const std::byte* address) {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  std::ifstream maps("/proc/self/smaps");
  bool within = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char dash = 0;
    if (std::istringstream range(line); range >> std::hex >> begin >> dash >> end && dash == '-') {
      within = begin <= wanted && wanted < end;
    }
    if (within && line.starts_with("VmFlags:")) return line + " ";
  }
  return {};
}

TEST(PixelMemory, IsZero) {
  for (const bool huge_pages : {false, true}) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, 2 * kMebibyte - 1, 2 * kMebibyte,
                                   5 * kMebibyte + 12345}) {
      PixelMemory memory(size, huge_pages);
      EXPECT_GE(memory.bytes().size(), size);
      EXPECT_TRUE(
          std::ranges::all_of(memory.bytes(), [](std::byte b) { return b == std::byte{}; }));
      std::ranges::fill(memory.bytes(), std::byte{1});
    }
  }
}

TEST(PixelMemory, OfHugePagesStartsAtOne) {
  PixelMemory memory(5 * kMebibyte + 12345, true);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory.bytes().data()) % (2 * kMebibyte), 0U);
}

TEST(PixelMemory, RequestsHugePagesForLargeMemoryOnly) {
  if (!std::filesystem::exists("/sys/kernel/mm/transparent_hugepage")) {
    GTEST_SKIP() << "this system has no huge pages for programs that request them";
  }
  PixelMemory large(5 * kMebibyte, true);
  EXPECT_THAT(FlagsOf(large.bytes().data()), testing::HasSubstr(" hg "));
  EXPECT_THAT(FlagsOf(&large.bytes().back()), testing::HasSubstr(" hg "));
  PixelMemory unasked(5 * kMebibyte, false);
  EXPECT_THAT(FlagsOf(unasked.bytes().data()), testing::Not(testing::HasSubstr(" hg ")));
  PixelMemory small(kMebibyte, true);
  EXPECT_THAT(FlagsOf(small.bytes().data()), testing::Not(testing::HasSubstr(" hg ")));
}

}  // namespace
}  // namespace imrec
