// The class names that readers know, and what happens where they differ.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/manifest.h>

#include "tests/reader/reader_fixture.h"

namespace imrec::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ReaderClassNamesTest : public ReaderTest {
 protected:
  ReaderClassNamesTest() { WriteDetectionSet(dir_ / "other.rec", 5); }

  void WriteNames(const std::string& name, const std::string& names) const {
    WriteFile(dir_ / (name + ".classes.txt"), names);
  }
  void WriteManifestOf(const std::string& name, const std::vector<std::string>& names) const {
    WriteManifest(dir_ / (name + ".manifest.json"),
                  {.tool = "test",
                   .tool_version = "1",
                   .class_names = names,
                   .shards = {{.file = name + ".rec",
                               .records = 5,
                               .bytes = std::filesystem::file_size(dir_ / (name + ".rec")),
                               .digest = std::string(32, '0')}}});
  }
  ReaderOptions Both() const {
    ReaderOptions options = Options();
    options.sources = {dir_ / "set.rec", dir_ / "other.rec"};
    options.log = [this](std::string_view text) { log_ += text; };
    return options;
  }

  mutable std::string log_;
};

TEST_F(ReaderClassNamesTest, AreThoseOfTheManifestThenOfTheFile) {
  EXPECT_THAT(DetectionReader(Options()).class_names(), IsEmpty());
  WriteNames("set", "cat\ndog\n");
  EXPECT_THAT(DetectionReader(Options()).class_names(), ElementsAre("cat", "dog"));
  WriteManifestOf("set", {"ace", "king"});
  EXPECT_THAT(DetectionReader(Options()).class_names(), ElementsAre("ace", "king"));
}

TEST_F(ReaderClassNamesTest, SourcesWithOtherNamesAreNotMixed) {
  WriteNames("set", "cat\ndog\n");
  EXPECT_THAT(DetectionReader(Both()).class_names(), ElementsAre("cat", "dog"));
  WriteNames("other", "cat\ndog\n");
  EXPECT_NO_THROW(DetectionReader{Both()});
  WriteNames("other", "dog\ncat\n");
  try {
    const DetectionReader reader(Both());
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::AllOf(HasSubstr("other.rec"), HasSubstr("set.rec"),
                                             HasSubstr("mix_class_names")));
  }
  ReaderOptions options = Both();
  options.mix_class_names = true;
  EXPECT_THAT(DetectionReader(options).class_names(), ElementsAre("cat", "dog"));
}

TEST_F(ReaderClassNamesTest, FilesThatCannotBeReadAreNoticed) {
  WriteNames("set", "cat\ncat\n");
  WriteFile(dir_ / "other.manifest.json", "{");
  EXPECT_THAT(DetectionReader(Both()).class_names(), IsEmpty());
  EXPECT_THAT(log_, testing::AllOf(HasSubstr("set.classes.txt:2"), HasSubstr("other.manifest")));
}

}  // namespace
}  // namespace imrec::test
