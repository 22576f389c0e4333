// Mutated files keep so much of their structure that most get past the checks of the format.
#include <algorithm>
#include <filesystem>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/record_file.h>

#include "tests/fuzz/compressed_mutator.h"
#include "tests/fuzz/jpeg_mutator.h"
#include "tests/fuzz/jpeg_segments.h"
#include "tests/fuzz/record_mutator.h"
#include "tests/support/files.h"

namespace imrec::fuzz {
namespace {

namespace fs = std::filesystem;

Bytes Seed(const std::string& name) {
  const std::vector<std::byte> bytes = test::ReadBytes(IMREC_TEST_DIR "/fuzz/seeds/" + name);
  const auto* begin = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return Bytes(begin, begin + bytes.size());
}

std::span<const std::byte> AsBytes(const Bytes& bytes) { return std::as_bytes(std::span(bytes)); }

// Changes one byte, if there is one.
std::size_t FlipMiddle(std::uint8_t* data, std::size_t size, std::size_t /*most*/) {
  if (size > 0) data[size / 2] ^= 0x10;
  return size;
}

// Returns how many of a thousand mutations of the seed are `sound`. Some change nothing, such as
// swapping a part with itself; most do not.
template <typename Predicate>
int SoundOf(const Bytes& seed, FormatMutator mutate, const Predicate& sound) {
  int count = 0;
  int same = 0;
  for (unsigned i = 0; i < 1000; ++i) {
    Bytes bytes = seed;
    Choices choices(i);
    mutate(bytes, FlipMiddle, choices);
    same += bytes == seed ? 1 : 0;
    count += sound(bytes) ? 1 : 0;
  }
  EXPECT_LT(same, 400);
  return count;
}

TEST(Mutators, SegmentsOfJpegAreSplitAndJoined) {
  for (const auto& entry : fs::directory_iterator(IMREC_TEST_DIR "/fuzz/seeds/jpeg")) {
    const Bytes bytes = Seed("jpeg/" + entry.path().filename().string());
    const JpegSegments file = SplitJpeg(bytes);
    EXPECT_FALSE(file.segments.empty()) << entry.path();
    EXPECT_EQ(JoinJpeg(file), bytes) << entry.path();
  }
}

TEST(Mutators, MostJpegsHaveAHeader) {
  AnyImageDecoder decoder;
  const int sound = SoundOf(Seed("jpeg/420-restarts.jpg"), MutateJpeg, [&](const Bytes& bytes) {
    try {
      decoder.ReadInfo(AsBytes(bytes));
      return true;
    } catch (const Error&) {
      return false;
    }
  });
  EXPECT_GT(sound, 700);
}

// Returns whether the first record of a file can be read.
bool HasRecord(const fs::path& path, const Bytes& bytes) {
  const auto contents = AsBytes(bytes);
  test::WriteFile(path, std::vector<std::byte>(contents.begin(), contents.end()));
  try {
    const RecordFile file(path);
    return RecordScanner(file).Next().has_value();
  } catch (const Error&) {
    return false;
  }
}

TEST(Mutators, MostRecordFilesHaveRecords) {
  const test::TempDir dir;
  const int sound = SoundOf(Seed("record_file/base.rec"), MutateRecords,
                            [&](const Bytes& bytes) { return HasRecord(dir / "a.rec", bytes); });
  EXPECT_GT(sound, 700);
}

TEST(Mutators, MostCompressedFilesHaveRecords) {
  const test::TempDir dir;
  const int sound =
      SoundOf(Seed("compressed_file/one-frame.rec.zst"), MutateCompressed,
              [&](const Bytes& bytes) { return HasRecord(dir / "a.rec.zst", bytes); });
  EXPECT_GT(sound, 500);
}

}  // namespace
}  // namespace imrec::fuzz
