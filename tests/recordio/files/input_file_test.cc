#include "recordio/files/input_file.h"

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::TempDir;

TEST(InputFile, DoesNotBlockOnAPipe) {
  const TempDir dir;
  ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
  std::filesystem::create_directory(dir / "folder");
  for (const char* name : {"pipe", "folder"}) {
    try {
      const InputFile file(dir / name);
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("not a regular file"));
    }
  }
}

TEST(InputFile, HintForAnEmptyRangeHasNoEffect) {
  const TempDir dir;
  test::WriteFile(dir / "a", std::string(300'000, 'a'));
  const InputFile file(dir / "a");
  // The kernel takes a length of 0 as "to the end of the file".
  for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{65536}, file.size()}) {
    file.WillNeed(offset, 0);
    file.DontNeed(offset, 0);
  }
  file.DontNeed(0, file.size());
  std::vector<std::byte> bytes(file.size());
  file.ReadAt(0, bytes);
  EXPECT_EQ(test::Text(bytes), std::string(300'000, 'a'));
}

}  // namespace
}  // namespace imrec
