#include "recordio/console/output_place.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec::console {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

std::string Refusal(const std::filesystem::path& file) {
  try {
    RequirePlaceFor(file, "-o names another place");
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST(RequirePlaceFor, TakesFoldersThatAreThereOrCanBeMade) {
  const test::TempDir dir;
  EXPECT_EQ(Refusal(dir / "a.lst"), "");
  EXPECT_EQ(Refusal(dir / "new/deep/a.lst"), "");
  EXPECT_EQ(Refusal("a.lst"), "");
  EXPECT_FALSE(std::filesystem::exists(dir / "new")) << "nothing is made";
}

TEST(RequirePlaceFor, RefusesFilesAndBrokenLinksInTheWay) {
  const test::TempDir dir;
  test::WriteFile(dir / "a", "");
  EXPECT_EQ(Refusal(dir / "a/b"), (dir / "a").string() +
                                      ": cannot make this folder: something else has its name; "
                                      "-o names another place");
  EXPECT_THAT(Refusal(dir / "a/b/c/d"),
              EndsWith("something else has its name; -o names another place"));
  std::filesystem::create_symlink("nowhere", dir / "link");
  EXPECT_THAT(Refusal(dir / "link/b"), HasSubstr("link: cannot make this folder"));
}

TEST(RequirePlaceFor, RefusesFoldersThatMayNotBeWritten) {
  if (::geteuid() == 0) GTEST_SKIP() << "root writes anywhere";
  const test::TempDir dir;
  std::filesystem::permissions(
      dir.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  EXPECT_THAT(
      Refusal(dir / "a.lst"),
      EndsWith("a.lst: cannot create files here: Permission denied; -o names another place"));
  EXPECT_THAT(Refusal(dir / "new/a.lst"), HasSubstr("cannot make its folder in "));
  std::filesystem::permissions(dir.path(), std::filesystem::perms::owner_all);
}

TEST(DateTime, IsLocalTime) {
  ::setenv("TZ", "UTC-2", 1);
  ::tzset();
  const auto time = std::chrono::file_clock::from_sys(
      std::chrono::sys_seconds(std::chrono::seconds(1'000'000'000)));  // 2001-09-09 01:46:40 UTC
  EXPECT_EQ(DateTime(std::chrono::time_point_cast<std::filesystem::file_time_type::duration>(time)),
            "2001-09-09 03:46");
  ::unsetenv("TZ");
  ::tzset();
}

}  // namespace
}  // namespace imrec::console
