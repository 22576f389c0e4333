// Names that no file can have: commands say so as of other files that are not there.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/support/process.h"
#include "tests/support/voc_set.h"

namespace imrec::test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

class LongNames : public testing::Test {
 protected:
  void SetUp() override {
    WriteFile(dir_ / "im/a.jpg", MakeJpeg({40, 30}, 1));
    WriteVocSample(dir_ / "voc", "1", {40, 30}, {VocObjectXml("dog", 1, 1, 20, 20)});
    WriteFile(dir_ / "set.lst", "0\t1\ta.jpg\n");
    const ProcessResult packed = Pack();
    ASSERT_EQ(packed.exit_code, 0) << packed.err;
  }

  ProcessResult Pack() const { return RunTool("im2rec", {dir_ / "set.lst", dir_ / "im"}); }

  const TempDir dir_;
  const std::string name_ = std::string(300, 'x');
};

TEST_F(LongNames, AreErrorsThatNameTheFile) {
  const std::vector<std::vector<std::string>> commands = {
      {"im2rec", name_, dir_ / "im"},
      {"im2rec", dir_ / "set.lst", name_},
      {"im2rec", "--list", dir_ / "new", name_},
      {"voc2lst", name_, "-o", dir_ / "voc.lst"},
      {"voc2lst", "--from", "yolo", name_, "-o", dir_ / "voc.lst"},
      {"voc2lst", "--from", "labelme", name_, "-o", dir_ / "voc.lst"},
      {"voc2lst", "--from", "cvat", name_, "-o", dir_ / "voc.lst"},
      {"voc2lst", "--from", "csv", name_, "--images", dir_ / "im", "-o", dir_ / "voc.lst"},
      {"voc2lst", "--from", "coco", name_, "--images", dir_ / "im", "-o", dir_ / "voc.lst"},
      {"voc2lst", dir_ / "voc", "-o", dir_ / name_, "--report", dir_ / "voc.html"},
      {"voc2lst", dir_ / "voc", "-o", dir_ / "voc.lst", "--report", dir_ / (name_ + ".html")},
      {"imrec", "info", name_},
      {"imrec", "merge", name_, "-o", dir_ / "other"},
      {"imrec", "merge", dir_ / "set.rec", "-o", dir_ / name_},
      {"imrec", "extract", dir_ / "set.rec", "-o", dir_ / name_},
      {"imrec", "preview", dir_ / "set.rec", "--html", dir_ / name_},
      {"imrec", "reindex", name_}};
  for (std::vector<std::string> words : commands) {
    const std::string tool = words.front();
    words.erase(words.begin());
    const ProcessResult result = RunTool(tool, words);
    EXPECT_GT(result.exit_code, 0) << testing::PrintToString(words);
    EXPECT_THAT(result.err, HasSubstr(name_));
    EXPECT_THAT(result.err, AnyOf(HasSubstr("no such"), HasSubstr("cannot be"),
                                  HasSubstr("File name too long")));
    EXPECT_THAT(result.err, Not(HasSubstr("filesystem error")));
  }
}

TEST_F(LongNames, InAManifestAreNoFilesOfTheSet) {
  const std::string manifest = ReadText(dir_ / "set.manifest.json");
  std::string forged = manifest;
  forged.replace(forged.find("set.rec"), 3, name_);
  WriteFile(dir_ / "set.manifest.json", forged);
  const ProcessResult again = Pack();
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(ReadText(dir_ / "set.manifest.json"), manifest);
}

}  // namespace
}  // namespace imrec::test
