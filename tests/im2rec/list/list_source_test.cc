#include "im2rec/list/list_source.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::WriteFile;
using testing::ElementsAre;
using testing::IsEmpty;

class ListSourceTest : public testing::Test {
 protected:
  std::string Find(const std::string& prefix) const {
    return FindClassNames(dir_ / prefix).filename().string();
  }

  test::TempDir dir_;
};

TEST_F(ListSourceTest, ListsThatWereCutOutHaveTheNamesOfTheWhole) {
  WriteFile(dir_ / "pets.classes.txt", "cat\n");
  for (const char* prefix : {"pets", "pets_train", "pets_val", "pets_test", "pets_0", "pets_12",
                             "pets_0_train", "pets_3_val"}) {
    EXPECT_EQ(Find(prefix), "pets.classes.txt") << prefix;
  }
  for (const char* prefix : {"pet", "petsy", "pets_trainval", "pets_x1", "pets1", "pets_train_0",
                             "pets_", "_train", "0"}) {
    EXPECT_EQ(Find(prefix), "") << prefix;
  }
}

TEST_F(ListSourceTest, ItsOwnNamesComeFirst) {
  WriteFile(dir_ / "pets.classes.txt", "cat\n");
  WriteFile(dir_ / "pets_0.classes.txt", "dog\n");
  WriteFile(dir_ / "pets_0_val.classes.txt", "cow\n");
  EXPECT_EQ(Find("pets_0_val"), "pets_0_val.classes.txt");
  EXPECT_EQ(Find("pets_0_train"), "pets_0.classes.txt");
  EXPECT_EQ(Find("pets_1_train"), "pets.classes.txt");
}

TEST_F(ListSourceTest, TheOutputsNamesAreForListsWithoutAny) {
  WriteFile(dir_ / "a.lst", "0\t0\tx.jpg\n");
  WriteFile(dir_ / "out.classes.txt", "cat\n");
  ListSource list = ReadListSource(dir_ / "a.lst");
  EXPECT_THAT(list.class_names, IsEmpty());
  TakeClassNamesOfOutput(dir_ / "out", list);
  EXPECT_THAT(list.class_names, ElementsAre("cat"));
  WriteFile(dir_ / "a.classes.txt", "dog\n");
  list = ReadListSource(dir_ / "a.lst");
  TakeClassNamesOfOutput(dir_ / "out", list);
  EXPECT_THAT(list.class_names, ElementsAre("dog"));
  WriteFile(dir_ / "a.classes.txt", "dog\n\ncat\n");
  EXPECT_THROW(ReadListSource(dir_ / "a.lst"), Error);
}

}  // namespace
}  // namespace imrec
