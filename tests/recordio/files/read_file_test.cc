
#include <sys/stat.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "recordio/internal/read_file.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using testing::HasSubstr;

std::string Problem(const std::filesystem::path& path) {
  std::vector<std::byte> contents;
  try {
    ReadFile(path, contents);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(ReadFile, ReadsAllOrTheStart) {
  const test::TempDir dir;
  test::WriteFile(dir / "file", "0123456789");
  std::vector<std::byte> contents;
  ReadFile(dir / "file", contents);
  EXPECT_EQ(test::Text(contents), "0123456789");
  EXPECT_EQ(ReadFileStart(dir / "file", 4, contents), 10U);
  EXPECT_EQ(test::Text(contents), "0123");
  EXPECT_EQ(ReadFileStart(dir / "file", 40, contents), 10U);
  EXPECT_EQ(test::Text(contents), "0123456789");
}

// Opening a pipe without a writer would block forever.
TEST(ReadFile, ReadsOnlyRegularFiles) {
  const test::TempDir dir;
  ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("pipe", dir / "link");
  std::filesystem::create_symlink("/dev/zero", dir / "device");
  EXPECT_THAT(Problem(dir / "pipe"), HasSubstr("pipe: not a regular file: it is a named pipe"));
  EXPECT_THAT(Problem(dir / "link"), HasSubstr("it is a named pipe"));
  EXPECT_THAT(Problem(dir / "device"), HasSubstr("it is a device"));
  EXPECT_THAT(Problem(dir.path()), HasSubstr("it is a folder"));
  EXPECT_THAT(Problem(dir / "nothing"), HasSubstr("cannot open: No such file"));
  EXPECT_THROW(ReadTextFile(dir / "pipe"), Error);
}

}  // namespace
}  // namespace imrec
