#include "recordio/internal/files_below.h"

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class FilesBelow : public testing::Test {
 protected:
  FilesBelow() {
    fs::create_directories(root_);
    fs::create_directories(elsewhere_);
  }

  // Expects that the call fails, and that it has written nothing into the other folder.
  template <typename Call>
  void ExpectRefused(const Call& call, const std::string& message) const {
    try {
      call();
      ADD_FAILURE() << "was written";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kIo);
      EXPECT_THAT(error.what(), HasSubstr(message));
    }
    EXPECT_TRUE(fs::is_empty(elsewhere_));
  }

  test::TempDir dir_;
  const fs::path root_ = dir_ / "root";
  const fs::path elsewhere_ = dir_ / "elsewhere";
};

TEST_F(FilesBelow, AreWrittenAndReplaced) {
  MakeFolderBelow(root_, "a/b");
  WriteFileBelow(root_, "a/b/c.txt", "first, which is longer");
  WriteFileBelow(root_, "a/b/c.txt", "second");
  EXPECT_EQ(test::ReadText(root_ / "a/b/c.txt"), "second");
  EXPECT_FALSE(fs::exists(root_ / "a/b/c.txt.partial"));
}

TEST_F(FilesBelow, NamesDoNotLeadOut) {
  for (const char* name : {"../elsewhere/a", "a/../../elsewhere/a", ".."}) {
    ExpectRefused([&] { WriteFileBelow(root_, name, "text"); }, "it is not below");
    ExpectRefused([&] { MakeFolderBelow(root_, name); }, "it is not below");
  }
  const std::string absolute = (elsewhere_ / "a").string();
  ExpectRefused([&] { WriteFileBelow(root_, absolute, "text"); }, "it is not below");
  ExpectRefused([&] { MakeFolderBelow(root_, absolute); }, "it is not below");
  ExpectRefused([&] { WriteFileBelow(root_, "", "text"); }, "it is not below");
}

TEST_F(FilesBelow, SymbolicLinksToFoldersAreNotFollowed) {
  fs::create_directory_symlink(elsewhere_, root_ / "images");
  ExpectRefused([&] { WriteFileBelow(root_, "images/0.jpg", "text"); }, "is a symbolic link");
  ExpectRefused([&] { MakeFolderBelow(root_, "images"); }, "is a symbolic link");
  ExpectRefused([&] { MakeFolderBelow(root_, "images/train"); }, "is a symbolic link");
}

TEST_F(FilesBelow, SymbolicLinksToFilesAreReplaced) {
  test::WriteFile(dir_ / "victim", "kept");
  fs::create_symlink(dir_ / "victim", root_ / "0.jpg");
  fs::create_symlink(dir_ / "victim", root_ / "0.jpg.partial");
  WriteFileBelow(root_, "0.jpg", "image");
  EXPECT_EQ(test::ReadText(dir_ / "victim"), "kept");
  EXPECT_EQ(test::ReadText(root_ / "0.jpg"), "image");
  EXPECT_FALSE(fs::is_symlink(root_ / "0.jpg"));
}

TEST_F(FilesBelow, TheRootMayBeASymbolicLink) {
  fs::create_directory_symlink(root_, dir_ / "link");
  WriteFileBelow(dir_ / "link", "0.jpg", "image");
  EXPECT_EQ(test::ReadText(root_ / "0.jpg"), "image");
}

TEST_F(FilesBelow, ModesFollowTheUmask) {
  const mode_t before = umask(027);
  MakeFolderBelow(root_, "a");
  WriteFileBelow(root_, "a/0.jpg", "image");
  umask(before);
  EXPECT_EQ(fs::status(root_ / "a").permissions(), fs::perms(0750));
  EXPECT_EQ(fs::status(root_ / "a/0.jpg").permissions(), fs::perms(0640));
}

}  // namespace
}  // namespace imrec
