// What may be written, and what may be read, by name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "reader/tool/common_options.h"
#include "reader/tool/wrong_set.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec::tool {
namespace {

TEST(RequireAbsent, OnlyForceReplaces) {
  const test::TempDir dir;
  test::WriteFile(dir / "a", "");
  std::filesystem::create_symlink(dir / "nowhere", dir / "link");
  for (const char* name : {"a", "link", ""}) {
    EXPECT_THROW(RequireAbsent(dir / name, false), Error) << name;
    EXPECT_NO_THROW(RequireAbsent(dir / name, true)) << name;
  }
  EXPECT_NO_THROW(RequireAbsent(dir / "b", false));
  EXPECT_NO_THROW(RequireAbsent(dir / "no/folder/b", false));
  EXPECT_NO_THROW(RequireAbsent("-", false));
}

TEST(RequireEmptyFolder, OnlyForceWritesAmongOtherFiles) {
  const test::TempDir dir;
  EXPECT_NO_THROW(RequireEmptyFolder(dir.path(), false));
  EXPECT_NO_THROW(RequireEmptyFolder(dir / "new", false));
  test::WriteFile(dir / "a", "");
  EXPECT_THROW(RequireEmptyFolder(dir.path(), false), Error);
  EXPECT_NO_THROW(RequireEmptyFolder(dir.path(), true));
  EXPECT_THROW(RequireEmptyFolder(dir / "a", true), Error);
}

TEST(RequireRecords, DamagedRecordsPass) {
  const test::TempDir dir;
  test::WriteDetectionSet(dir / "a.rec", 2);
  std::filesystem::copy(dir / "a.rec", dir / "a.jpg");  // contents decide
  test::WriteFile(dir / "text.rec", "junk");
  test::WriteFile(dir / "bytes.rec", std::string(100, '\0'));
  test::WriteFile(dir / "empty.rec", "");
  for (const char* name :
       {"a.rec", "a.jpg", "text.rec", "bytes.rec", "empty.rec", "none", "a", "*"}) {
    EXPECT_NO_THROW(RequireRecords(dir / name, "imrec info")) << name;
  }
}

TEST(RequireRecords, TheReasonSaysWhatItIsAndWhatIsTaken) {
  const test::TempDir dir;
  test::WriteFile(dir / "a.lst", "0\t1\ta.jpg\n");
  try {
    RequireRecords(dir / "a.lst", "imrec info");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
    EXPECT_THAT(error.reason(),
                testing::StartsWith("is a list (.lst); imrec info takes data sets: .rec files, "
                                    "patterns, manifests or a PREFIX; im2rec packs it: im2rec "));
  }
}

}  // namespace
}  // namespace imrec::tool
