// What im2rec does as it is asked to, and what its user may not expect: a note says so.
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Im2recNotes : public testing::Test {
 protected:
  Im2recNotes() {
    for (const std::string name : {"cats/0.jpg", "cats/1.jpg", "dogs/0.jpg", "dogs/1.jpg"}) {
      WriteFile(dir_ / "im" / name, MakeJpeg({40, 30}, name[0] + name[5]));
    }
  }
  // Runs a line of words that are separated by blanks.
  ProcessResult Run(const std::string& words, int exit_code = 0) const {
    ProcessResult result = RunShell(dir_.path(), "im2rec " + words);
    EXPECT_EQ(result.exit_code, exit_code) << words << ": " << result.err;
    return result;
  }

  TempDir dir_;
};

TEST_F(Im2recNotes, BoxesAreNotCropped) {
  WriteFile(dir_ / "a.lst", "0\t2\t5\t0\t0.2\t0.2\t0.8\t0.8\tcats/0.jpg\n");
  EXPECT_THAT(Run("a.lst im --center-crop").err, HasSubstr("--center-crop does not change"));
  EXPECT_THAT(Run("a.lst im --resize 20").err, Not(HasSubstr("--center-crop")));
  WriteFile(dir_ / "a.lst", "0\t1\tcats/0.jpg\n");
  EXPECT_THAT(Run("a.lst im --center-crop").err, Not(HasSubstr("does not change")));
}

TEST_F(Im2recNotes, ListsOfAnEarlierRunAreNamed) {
  Run("--list --recursive --train-ratio 0.5 --test-ratio 0.25 p im");
  const std::string again = Run("--list --recursive --train-ratio 0.8 p im").err;
  EXPECT_THAT(again, AllOf(HasSubstr("p_test.lst is of an earlier run"),
                           Not(HasSubstr("p_train.lst is of"))));
  EXPECT_THAT(Run("--list --recursive --chunks 2 p im").err,
              HasSubstr("p_train.lst is of an earlier run"));
  EXPECT_THAT(Run("p im --pass-through").err,
              HasSubstr("p_0.lst is not packed, because there is also p_train.lst"));
  Run("--list --recursive --chunks 3 q im");
  EXPECT_THAT(Run("--list --recursive --chunks 2 q im").err, HasSubstr("q_2.lst is of an earlier"));
  EXPECT_THAT(Run("--list --recursive r im").err, Not(HasSubstr("earlier run")));
}

TEST_F(Im2recNotes, ClassNamesOfAnotherListOrSetAreNamed) {
  WriteFile(dir_ / "pets.lst", "0\t0\tcats/0.jpg\n1\t1\tdogs/0.jpg\n");
  WriteFile(dir_ / "pets.classes.txt", "cat\ndog\n");
  const std::string list = ReadText(dir_ / "pets.lst");
  for (const std::string name : {"cars.lst", "pets_2012.lst", "pets_train.lst"}) {
    WriteFile(dir_ / name, list);
  }
  constexpr const char* kNote = "has no class names of its own";
  EXPECT_THAT(Run("pets.lst im -o out").err, Not(HasSubstr(kNote)));
  EXPECT_THAT(Run("cars.lst im -o out").err, AllOf(HasSubstr(kNote), HasSubstr("out.classes.txt")));
  EXPECT_THAT(Run("pets_2012.lst im").err, AllOf(HasSubstr(kNote), HasSubstr("pets.classes.txt")));
  EXPECT_THAT(Run("pets_train.lst im").err, Not(HasSubstr(kNote)));
  EXPECT_THAT(Run("cars.lst im").err, Not(HasSubstr(kNote)));
  // Chunks have the names of the whole.
  WriteFile(dir_ / "pets_0.lst", list);
  EXPECT_THAT(Run("pets_0.lst im").err, Not(HasSubstr(kNote)));
}

TEST_F(Im2recNotes, AListMayHaveAnyExtension) {
  WriteFile(dir_ / "a.txt", "0\t1\tcats/0.jpg\n");
  Run("a.txt im -o out");
  Run("a.txt im more.rec resize=20");
  EXPECT_TRUE(std::filesystem::exists(dir_ / "out.rec"));
  EXPECT_TRUE(std::filesystem::exists(dir_ / "more.rec"));
}

TEST_F(Im2recNotes, InvalidLabelsAreCountedAgain) {
  WriteFile(dir_ / "a.lst", "0\tnan\tcats/0.jpg\n1\t1\tdogs/0.jpg\n");
  const std::string first = Run("a.lst im", 1).err;
  EXPECT_THAT(first, HasSubstr("a.lst:1"));
  EXPECT_THAT(Run("a.lst im --resume", 1).err, HasSubstr("a.lst:1"));
}

// A column of pixels would become a very long one.
TEST_F(Im2recNotes, TheResizedImageHasTheLimitAsWell) {
  std::vector<std::byte> encoded;
  EncodeImage(Image({.width = 1, .height = 60000}, 1).view(), ".png", 1, encoded);
  WriteFile(dir_ / "im/thin.png", encoded);
  WriteFile(dir_ / "a.lst", "0\t1\tthin.png\n");
  const ProcessResult result = Run("a.lst im --resize 1000 --max-pixels 100000", 2);
  EXPECT_THAT(result.err, HasSubstr("1000x60000000 pixels, more than the limit of 100000"));
}

}  // namespace
}  // namespace imrec::test
