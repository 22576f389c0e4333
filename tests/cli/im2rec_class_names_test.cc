// Class names from folders or annotations to the tools that show them, by the one rule: those of
// the manifest, else PREFIX.classes.txt.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/manifest.h>

#include "tests/support/files.h"
#include "tests/support/process.h"
#include "tests/support/voc_set.h"

namespace imrec::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Im2recClassNames : public testing::Test {
 protected:
  Im2recClassNames() {
    for (int i = 0; i < 6; ++i) {
      const std::string folder = i % 2 == 0 ? "in/cat/" : "in/dog/";
      WriteFile(dir_ / (folder + std::to_string(i) + ".jpg"), MakeJpeg({24, 16}, i));
    }
  }

  std::string Path(const std::string& name) const { return dir_ / name; }
  std::string Read(const std::string& name) const { return ReadText(dir_ / name); }
  void List(const std::vector<std::string>& options = {"--train-ratio", "0.5"}) const {
    std::vector<std::string> arguments = {"--list", "--recursive", Path("pets"), Path("in")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const ProcessResult listed = RunTool("im2rec", arguments);
    ASSERT_EQ(listed.exit_code, 0) << listed.err;
  }
  void Pack(const std::string& prefix, const std::vector<std::string>& options = {}) const {
    std::vector<std::string> arguments = {"--pass-through", Path(prefix), Path("in")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const ProcessResult packed = RunTool("im2rec", arguments);
    ASSERT_EQ(packed.exit_code, 0) << packed.err;
  }
  // By name: in the manifest, in the file beside it, and in the eyes of imrec with and without it.
  void ExpectNames(const std::string& prefix, const std::string& set) const {
    EXPECT_THAT(ReadManifest(dir_ / (prefix + ".manifest.json")).class_names,
                ElementsAre("cat", "dog"))
        << prefix;
    EXPECT_EQ(Read(prefix + ".classes.txt"), "cat\ndog\n") << prefix;
    const std::string manifest = Path(prefix + ".manifest.json");
    for (const bool with_manifest : {true, false}) {
      if (!with_manifest) std::filesystem::rename(manifest, manifest + ".away");
      const ProcessResult info = RunTool("imrec", {"info", Path(set), "--json"});
      ASSERT_EQ(info.exit_code, 0) << info.err;
      const auto counts = nlohmann::json::parse(info.out)["records_per_class"];
      EXPECT_FALSE(counts.empty());
      for (const auto& [name, count] : counts.items()) {
        EXPECT_TRUE(name == "cat" || name == "dog") << info.out;
      }
    }
    std::filesystem::rename(manifest + ".away", manifest);
  }

  TempDir dir_;
};

TEST_F(Im2recClassNames, OfAListThatWasCut) {
  List();
  Pack("pets");
  ExpectNames("pets_train", "pets_train.rec");
  ExpectNames("pets_val", "pets_val.rec");
}

TEST_F(Im2recClassNames, AreFoundWithTheWholeListAndWrittenForThePart) {
  List();
  // As an older im2rec has left it.
  std::filesystem::remove(dir_ / "pets_train.classes.txt");
  Pack("pets_train.lst");
  ExpectNames("pets_train", "pets_train.rec");
}

TEST_F(Im2recClassNames, OfShardsPartsAndCompressedSets) {
  List();
  std::filesystem::remove(dir_ / "pets_train.classes.txt");
  Pack("pets_train.lst", {"--num-shards", "2"});
  ExpectNames("pets_train", "pets_train-00001-of-00002.rec");
  ExpectNames("pets_train", "pets_train");
  Pack("pets_train.lst", {"--num-parts", "1", "--part-index", "0", "--compress", "zstd"});
  ExpectNames("pets_train", "pets_train.rec.zst");
  List({});
  Pack("pets.lst", {"--num-parts", "2", "--part-index", "1"});
  EXPECT_EQ(Read("pets.part001.classes.txt"), "cat\ndog\n");
  EXPECT_THAT(ReadManifest(dir_ / "pets.part001.manifest.json").class_names,
              ElementsAre("cat", "dog"));
}

TEST_F(Im2recClassNames, OfChunks) {
  List({"--chunks", "2", "--train-ratio", "0.5"});
  Pack("pets", {"-o", Path("out/new")});
  for (const char* prefix : {"out/new_0_train", "out/new_0_val", "out/new_1_train"}) {
    EXPECT_EQ(Read(std::string(prefix) + ".classes.txt"), "cat\ndog\n") << prefix;
  }
}

TEST_F(Im2recClassNames, OfAnotherOutput) {
  List();
  Pack("pets", {"-o", Path("out/new")});
  ExpectNames("out/new_train", "out/new_train.rec");
}

TEST_F(Im2recClassNames, AreThoseOfTheListAsItIsNow) {
  List();
  Pack("pets");
  WriteFile(dir_ / "in/bird/1.jpg", MakeJpeg({24, 16}));
  List();
  Pack("pets");
  for (const char* prefix : {"pets_train", "pets_val"}) {
    EXPECT_EQ(Read(std::string(prefix) + ".classes.txt"), "bird\ncat\ndog\n");
    EXPECT_THAT(ReadManifest(dir_ / (std::string(prefix) + ".manifest.json")).class_names,
                ElementsAre("bird", "cat", "dog"));
  }
}

TEST_F(Im2recClassNames, NamesThatAFlatListWouldHaveAreTold) {
  List({});
  WriteFile(dir_ / "flat/1.jpg", MakeJpeg({24, 16}));
  const ProcessResult flat = RunTool("im2rec", {"--list", Path("pets"), Path("flat")});
  EXPECT_EQ(flat.exit_code, 0);
  EXPECT_THAT(flat.err, HasSubstr("pets.classes.txt exists, so its names are packed with " +
                                  Path("pets.lst")));
}

TEST_F(Im2recClassNames, OfVocLists) {
  for (int i = 0; i < 8; ++i) {
    WriteVocSample(dir_ / "voc", std::to_string(i), {100, 50},
                   {VocObjectXml(i % 2 == 0 ? "cat" : "dog", 1, 1, 50, 25)});
  }
  ASSERT_EQ(
      RunTool("voc2lst", {Path("voc"), "--train-ratio", "0.5", "-o", Path("boxes.lst")}).exit_code,
      0);
  for (const std::vector<std::string>& options :
       std::vector<std::vector<std::string>>{{}, {"-o", Path("out/boxes")}}) {
    std::vector<std::string> arguments = {"--pass-through", Path("boxes"), Path("voc")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    ASSERT_EQ(RunTool("im2rec", arguments).exit_code, 0);
  }
  for (const std::string prefix : {"boxes_train", "boxes_val", "out/boxes_train"}) {
    EXPECT_EQ(Read(prefix + ".classes.txt"), "cat\ndog\n");
    const auto info =
        nlohmann::json::parse(RunTool("imrec", {"info", Path(prefix + ".rec"), "--json"}).out);
    EXPECT_TRUE(info["objects_per_class"].contains("dog")) << info;
  }
}

}  // namespace
}  // namespace imrec::test
