// All kinds of byte sources return the same bytes.
#include "recordio/internal/byte_source.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <random>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/record_writer.h>

#include "recordio/files/input_file.h"
#include "recordio/internal/compressed_file.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

class ByteSourceTest : public testing::Test {
 protected:
  ByteSourceTest() {
    std::mt19937 random(3);
    RecordWriter writer(dir_ / "a.rec");
    for (std::uint64_t i = 0; i < 300; ++i) {
      std::vector<std::byte> payload(random() % 3000);
      for (std::byte& byte : payload) byte = static_cast<std::byte>(random() % 7);
      writer.Write(i, payload);
    }
    writer.Close();
    CompressRecords(dir_ / "a.rec", dir_ / "a.rec.zst", {.frame_bytes = 10'000});
    plain_ = test::ReadBytes(dir_ / "a.rec");
  }

  test::TempDir dir_;
  std::vector<std::byte> plain_;
};

TEST_F(ByteSourceTest, AllKindsReturnTheSameBytesToManyThreads) {
  for (const char* name : {"a.rec", "a.rec.zst"}) {
    for (const bool map : {false, true}) {
      for (const std::uint64_t cache : {0U, 25'000U, 10'000'000U}) {
        const auto source = OpenByteSource(dir_ / name, {.map = map, .frame_cache_bytes = cache});
        ASSERT_EQ(source->size(), plain_.size());
        const auto read = [&](unsigned seed) {
          std::mt19937 random(seed);
          std::vector<std::byte> bytes;
          for (int i = 0; i < 300; ++i) {
            const std::uint64_t begin = random() % plain_.size();
            bytes.resize(random() % std::min<std::uint64_t>(plain_.size() - begin, 30'000));
            source->WillNeed(begin, bytes.size());
            source->ReadAt(begin, bytes);
            ASSERT_TRUE(std::equal(bytes.begin(), bytes.end(),
                                   plain_.begin() + static_cast<std::ptrdiff_t>(begin)));
            source->DontNeed(begin, bytes.size());
          }
        };
        std::vector<std::jthread> threads;
        for (unsigned seed = 0; seed < 4; ++seed) threads.emplace_back(read, seed);
      }
    }
  }
}

TEST_F(ByteSourceTest, ReadingBeyondTheEndIsAnError) {
  for (const char* name : {"a.rec", "a.rec.zst"}) {
    for (const bool map : {false, true}) {
      const auto source = OpenByteSource(dir_ / name, {.map = map});
      std::array<std::byte, 10> bytes;
      EXPECT_THROW(source->ReadAt(plain_.size() - 9, bytes), Error);
      EXPECT_THROW(source->ReadAt(plain_.size() + 1, bytes), Error);
      source->WillNeed(plain_.size() - 1, 100);  // hints may cover any range
      source->DontNeed(plain_.size() + 100, 100);
    }
  }
}

TEST_F(ByteSourceTest, AnEmptyFileCanBeMapped) {
  test::WriteFile(dir_ / "empty.rec", std::string_view());
  EXPECT_EQ(OpenByteSource(dir_ / "empty.rec", {.map = true})->size(), 0U);
}

// Returns the number of pages of the file in the page cache.
std::size_t CachedPages(const std::filesystem::path& path) {
  const InputFile file(path);
  void* mapped = ::mmap(nullptr, file.size(), PROT_READ, MAP_SHARED, file.descriptor(), 0);
  std::vector<unsigned char> resident((file.size() + 4095) / 4096);
  EXPECT_EQ(::mincore(mapped, file.size(), resident.data()), 0);
  ::munmap(mapped, file.size());
  return static_cast<std::size_t>(
      std::ranges::count_if(resident, [](unsigned char page) { return (page & 1) != 0; }));
}

TEST_F(ByteSourceTest, PagesAreDroppedOnRequest) {
  const auto drop_all = [&](const ByteSource& source) { source.DontNeed(0, source.size()); };
  {
    // Dirty pages cannot be dropped, and some file systems drop no pages at all.
    const InputFile file(dir_ / "a.rec");
    ::fsync(file.descriptor());
    drop_all(file);
    if (CachedPages(dir_ / "a.rec") > 0) GTEST_SKIP() << "this file system keeps its pages";
  }
  for (const bool map : {false, true}) {
    const auto source = OpenByteSource(dir_ / "a.rec", {.map = map});
    std::vector<std::byte> bytes(plain_.size());
    source->ReadAt(0, bytes);
    EXPECT_GT(CachedPages(dir_ / "a.rec"), 0U);
    drop_all(*source);
    EXPECT_EQ(CachedPages(dir_ / "a.rec"), 0U) << map;
  }
}

}  // namespace
}  // namespace imrec
