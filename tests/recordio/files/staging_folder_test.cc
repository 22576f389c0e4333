// The local folder for files that are sent to a store.
#include "recordio/internal/staging_folder.h"

#include <filesystem>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(StagingFolderTest, OneProcessUsesTheFolderOfASet) {
  const test::TempDir dir;
  {
    const StagingFolder first = StagingFolder::Of("s3://bucket/set", dir.path(), false);
    EXPECT_THAT([&] { StagingFolder::Of("s3://bucket/set", dir.path(), false); },
                ThrowsMessage<Error>(HasSubstr("another process is packing s3://bucket/set")));
    EXPECT_NE(StagingFolder::Of("s3://bucket/other", dir.path(), false).path(), first.path());
  }
  EXPECT_TRUE(fs::is_empty(dir.path()));
}

TEST(StagingFolderTest, ContentsAreKeptForAResumedRunOnly) {
  const test::TempDir dir;
  const fs::path path = [&] {
    const StagingFolder folder = StagingFolder::Of("set", dir.path(), false);
    test::WriteFile(folder.path() / "file", "text");
    return folder.path();
  }();
  StagingFolder::Of("set", dir.path(), true);
  EXPECT_TRUE(fs::exists(path / "file"));
  StagingFolder::Of("set", dir.path(), false);
  EXPECT_FALSE(fs::exists(path));
}

// One process may remove the folder while another opens it.
TEST(StagingFolderTest, AFolderThatWasGivenExists) {
  const test::TempDir dir;
  const auto use = [&] {
    for (int i = 0; i < 500; ++i) {
      try {
        const StagingFolder folder = StagingFolder::Of("set", dir.path(), false);
        test::WriteFile(folder.path() / "file", "text");
        EXPECT_TRUE(fs::exists(folder.path() / "file"));
        fs::remove(folder.path() / "file");
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("another process is packing set"));
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back(use);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace imrec
