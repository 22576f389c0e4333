// Names that look like something else: classes like numbers, sets like patterns, files like
// options.
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/sharded_set_test.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::HasSubstr;

class ImrecOddNames : public ShardedSetTest {
 protected:
  // Class 1 is named 2, and class 2 has no name.
  ImrecOddNames() { WriteFile(dir_ / "two.txt", "ant\n2\n"); }
};

TEST_F(ImrecOddNames, StatsCountClassesOfOneNameTogether) {
  const nlohmann::json stats = Json({"stats", Path("whole"), "--classes", Path("two.txt")});
  std::uint64_t objects = 0;
  for (const auto& [name, count] : stats["histograms"]["objects per class"].items()) {
    objects += count.get<std::uint64_t>();
  }
  EXPECT_EQ(stats["objects"], objects);
}

TEST_F(ImrecOddNames, VocKeepsThemApart) {
  Run({"extract", Path("whole"), "--classes", Path("two.txt"), "--voc", "-o", Path("voc")});
  EXPECT_EQ(ReadText(Path("voc/whole.classes.txt")), "ant\n2\nclass_2\n3\n4\n");
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator(Path("voc/Annotations"))) {
    all += ReadText(entry.path());
  }
  EXPECT_THAT(all, testing::AllOf(HasSubstr("<name>2</name>"), HasSubstr("<name>class_2</name>")));
}

TEST_F(ImrecOddNames, VocRefusesWhatXmlCannotHold) {
  for (const std::string fields : {"is crowd", ",difficult", "1st", "a<b"}) {
    EXPECT_THAT(
        Run({"extract", Path("whole"), "--voc", "-o", Path("v"), "--object-fields", fields}, 2).err,
        HasSubstr("no name of an element"))
        << fields;
  }
  WriteFile(Path("control.txt"), "ant\nb\x01\n");
  Run({"extract", Path("whole"), "--voc", "-o", Path("v"), "--classes", Path("control.txt")}, 2);
  EXPECT_FALSE(Exists("v"));
}

TEST_F(ImrecOddNames, APrefixMayLookLikeAPattern) {
  for (const std::string name : {"a [b]", "what?", "x*"}) {
    Run({"split", Path("whole"), "--shards", "2", "-o", Path(name)});
    EXPECT_EQ(Json({"info", Path(name)})["records"], 12) << name;
  }
}

TEST_F(ImrecOddNames, AfterTwoHyphensUnderscoresStay) {
  std::filesystem::copy_file(Path("whole.rec"), Path("--x_y.rec"));
  EXPECT_EQ(RunShell(dir_.path(), "imrec info -- --x_y.rec").exit_code, 0);
}

TEST_F(ImrecOddNames, ExtensionsAreNoPartOfAPrefix) {
  Run({"split", Path("whole"), "--ratio", "0.5", "-o", Path("p.rec")});
  Run({"split", Path("whole"), "--shards", "2", "-o", Path("s.rec")});
  for (const std::string name : {"p_train.rec", "p_val.rec", "s-00000-of-00002.rec"}) {
    EXPECT_TRUE(Exists(name)) << name;
  }
}

TEST_F(ImrecOddNames, JsonNamesTheFilesThatFail) {
  const nlohmann::json none = Json({"compress", Path("none")}, 2);
  EXPECT_EQ(none["files"].size(), 0U);
  EXPECT_THAT(none["errors"].at(0)["file"].get<std::string>(), HasSubstr("none"));
  std::filesystem::remove(Shard(1));
  const nlohmann::json indexed = Json({"reindex", Path("set")}, 1);
  EXPECT_EQ(indexed["files"].size(), 2U);
  EXPECT_EQ(indexed["errors"].at(0)["file"], Shard(1));
}

// The header of a record announces more labels than there are.
TEST_F(ImrecOddNames, DiffNamesADamagedRecordAndGoesOn) {
  WriteDetectionSet(Path("other.rec"), 12);
  std::string bytes = ReadText(Path("other.rec"));
  bytes[11] = '\x77';
  WriteFile(Path("other.rec"), bytes);
  const ProcessResult result = Run({"diff", Path("whole"), Path("other"), "--json"}, 1);
  EXPECT_THAT(result.err, HasSubstr("other.rec: record 100"));
  const nlohmann::json json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["same"], 11);
  EXPECT_EQ(json["labels_differ"], nlohmann::json({100}));
}

}  // namespace
}  // namespace imrec::test
