#include "im2rec/list/find_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec::test {
namespace {

using testing::ElementsAre;

TEST(FindLists, TakesOnlyTheNamedList) {
  const TempDir dir;
  for (const char* name : {"tr.lst", "train.lst", "tr_2.lst", "trx_train.lst"}) {
    WriteFile(dir / name, "");
  }
  EXPECT_THAT(FindLists(dir / "tr").lists, ElementsAre(dir / "tr.lst"));
  EXPECT_THAT(FindLists(dir / "tr.lst").lists, ElementsAre(dir / "tr.lst"));
  EXPECT_THAT(FindLists(dir / "tr_2").lists, ElementsAre(dir / "tr_2.lst"));
  EXPECT_THAT(FindLists(dir / "trx").lists, ElementsAre(dir / "trx_train.lst"));
}

TEST(FindLists, TakesTheSplitListsThatExist) {
  const TempDir dir;
  WriteFile(dir / "set_test.lst", "");
  WriteFile(dir / "set_train.lst", "");
  EXPECT_THAT(FindLists(dir / "set").lists,
              ElementsAre(dir / "set_train.lst", dir / "set_test.lst"));
  WriteFile(dir / "set.lst", "");
  const NamedLists whole = FindLists(dir / "set");
  EXPECT_THAT(whole.lists, ElementsAre(dir / "set.lst"));
  EXPECT_THAT(whole.passed_by, ElementsAre(dir / "set_train.lst", dir / "set_test.lst"));
}

TEST(FindLists, TakesChunksInTheirOrderUpToTheFirstGap) {
  const TempDir dir;
  for (const char* name : {"set_0.lst", "set_1_val.lst", "set_1_train.lst", "set_3.lst"}) {
    WriteFile(dir / name, "");
  }
  EXPECT_THAT(FindLists(dir / "set").lists,
              ElementsAre(dir / "set_0.lst", dir / "set_1_train.lst", dir / "set_1_val.lst"));
  WriteFile(dir / "set_val.lst", "");
  EXPECT_THAT(FindLists(dir / "set").lists, ElementsAre(dir / "set_val.lst"));
}

TEST(FindLists, NoneIsAnError) {
  const TempDir dir;
  std::filesystem::create_directory(dir / "folder.lst");
  EXPECT_THROW(FindLists(dir / "set"), Error);
  EXPECT_THROW(FindLists(dir / "set.lst"), Error);
  EXPECT_THROW(FindLists(dir / "folder"), Error);
}

}  // namespace
}  // namespace imrec::test
