#include "im2rec/pack/image_file.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using testing::HasSubstr;

// A file that begins with these bytes, and has zeros after them up to `size`.
void WriteSparse(const std::filesystem::path& path, const std::vector<std::byte>& start,
                 std::uint64_t size) {
  test::WriteFile(path, start);
  std::filesystem::resize_file(path, size);
}

std::string Problem(const std::filesystem::path& path, const ImageLimits& limits = {}) {
  std::vector<std::byte> contents;
  try {
    ImageFileReader(limits).Read(path, contents);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(ImageFile, SmallFilesAreReadAsTheyAre) {
  const test::TempDir dir;
  test::WriteFile(dir / "a", "anything");
  std::vector<std::byte> contents;
  ImageFileReader({}).Read(dir / "a", contents);
  EXPECT_EQ(test::Text(contents), "anything");
}

TEST(ImageFile, TheHeaderOfALargeFileComesFirst) {
  const test::TempDir dir;
  constexpr std::uint64_t kLarge = std::uint64_t{20} << 20;
  const std::vector<std::byte> jpeg = test::MakeJpeg({.width = 60, .height = 50});
  WriteSparse(dir / "image", jpeg, kLarge);
  WriteSparse(dir / "garbage", test::Bytes("garbage"), kLarge);
  std::vector<std::byte> contents;
  ImageFileReader({}).Read(dir / "image", contents);
  EXPECT_EQ(contents.size(), kLarge);
  EXPECT_THAT(Problem(dir / "garbage"), testing::ContainsRegex("not a JPEG, PNG.* or RAW image"));
  EXPECT_THAT(Problem(dir / "image", {.max_pixels = 2999}), HasSubstr("60x50 pixels"));
}

// Metadata may take any number of bytes before the header of the pixels.
TEST(ImageFile, AHeaderMayComeLate) {
  const test::TempDir dir;
  const std::vector<std::byte> jpeg = test::MakeJpeg({.width = 60, .height = 50});
  std::vector<std::byte> late(jpeg.begin(), jpeg.begin() + 2);
  const std::vector<std::byte> segment = test::Bytes(std::string("\xff\xe1\xff\xff", 4));
  while (late.size() <= std::size_t{16} << 20) {
    late.insert(late.end(), segment.begin(), segment.end());
    late.resize(late.size() + 0xFFFF - 2);
  }
  late.insert(late.end(), jpeg.begin() + 2, jpeg.end());
  test::WriteFile(dir / "late.jpg", late);
  std::vector<std::byte> contents;
  ImageFileReader({}).Read(dir / "late.jpg", contents);
  EXPECT_EQ(contents, late);
  // A file that can be no record is not read for it.
  std::filesystem::resize_file(dir / "late.jpg", std::uint64_t{1} << 29);
  EXPECT_THAT(Problem(dir / "late.jpg"), HasSubstr("its header is not within the first 16 MiB"));
}

TEST(ImageFile, NoFileIsLargerThanAnImageMayBe) {
  const test::TempDir dir;
  const ImageLimits limits{.max_pixels = 10'000};
  WriteSparse(dir / "most", test::MakeJpeg({.width = 60, .height = 50}), MostFileBytes(limits));
  EXPECT_EQ(Problem(dir / "most", limits), "");
  std::filesystem::resize_file(dir / "most", MostFileBytes(limits) + 1);
  EXPECT_THAT(Problem(dir / "most", limits), HasSubstr("larger than any image of 10000 pixels"));
}

}  // namespace
}  // namespace imrec
