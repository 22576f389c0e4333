#include "voc/images/folder_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using testing::ElementsAre;

// While it exists, the process has the rights of `nobody`, not of root, who may read everything.
class WithoutRights {
 public:
  WithoutRights() : user_(::geteuid()) {
    if (user_ == 0) changed_ = ::seteuid(65534) == 0;
  }
  WithoutRights(const WithoutRights&) = delete;
  WithoutRights& operator=(const WithoutRights&) = delete;
  ~WithoutRights() {
    if (changed_) static_cast<void>(::seteuid(user_));
  }
  bool changed() const { return changed_ || user_ != 0; }

 private:
  uid_t user_;
  bool changed_ = false;
};

std::vector<std::string> Files(const std::filesystem::path& folder) {
  std::vector<std::string> files;
  ForEachFileBelow(folder, [&](std::string path, bool regular) {
    files.push_back(std::move(path) + (regular ? "" : " is none"));
  });
  std::ranges::sort(files);
  return files;
}

TEST(FolderFilesTest, AreThoseOfAllFoldersBelow) {
  const test::TempDir dir;
  for (const char* file : {"in/a", "in/b/c", "in/b/d/e"}) test::WriteFile(dir / file, "");
  std::filesystem::create_symlink("nowhere", dir / "in/link");
  EXPECT_THAT(Files(dir / "in"), ElementsAre("a", "b/c", "b/d/e", "link is none"));
}

TEST(FolderFilesTest, LinksThatLeadBackAreNotFollowed) {
  const test::TempDir dir;
  for (const char* file : {"set/in/a", "set/in/b/c", "set/other/d"})
    test::WriteFile(dir / file, "");
  std::filesystem::create_symlink(".", dir / "set/in/self");
  std::filesystem::create_symlink("../..", dir / "set/in/b/up");
  std::filesystem::create_symlink("../other", dir / "set/in/other");
  std::filesystem::create_symlink(dir / "set/in", dir / "link");
  EXPECT_THAT(Files(dir / "set/in"), ElementsAre("a", "b/c", "b/up/other/d", "other/d"));
  EXPECT_THAT(Files(dir / "link"), ElementsAre("a", "b/c", "b/up/other/d", "other/d"));
}

TEST(FolderFilesTest, TheErrorNamesTheFolderThatCannotBeRead) {
  const test::TempDir dir;
  std::filesystem::permissions(dir.path(), std::filesystem::perms{0755});
  for (const char* file : {"in/a", "in/b/c/d"}) test::WriteFile(dir / file, "");
  ASSERT_EQ(::chmod((dir / "in/b/c").c_str(), 0), 0);
  std::string named;
  {
    const WithoutRights rights;
    std::error_code failure;
    if (!rights.changed() || !std::filesystem::is_directory(dir / "in", failure)) {
      GTEST_SKIP() << "root reads everything, or nobody else reads the temporary folder";
    }
    try {
      Files(dir / "in");
    } catch (const Error& error) {
      named = error.where().file;
    }
  }
  ::chmod((dir / "in/b/c").c_str(), 0755);
  EXPECT_EQ(named, (dir / "in/b/c").string());
}

}  // namespace
}  // namespace imrec
