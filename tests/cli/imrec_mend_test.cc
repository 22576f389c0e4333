// `imrec repair --decode --clip`, and `imrec verify` against the manifest.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/detection_label.h>
#include <imrec/manifest.h>
#include <imrec/record_shard.h>

#include "tests/cli/imrec_tool_test.h"
#include "tests/support/detection_set.h"
#include "tests/support/labelled_set.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::vector<float> Label(float xmin, float ymin, float xmax, float ymax) {
  return MakeLabel({{.class_id = 1, .xmin = xmin, .ymin = ymin, .xmax = xmax, .ymax = ymax}});
}

class ImrecRepairClip : public ImrecToolTest {
 protected:
  ImrecRepairClip() {
    std::vector<std::vector<float>> labels(8, Label(.1F, .1F, .5F, .5F));
    labels[1] = Label(-.2F, .1F, .5F, 1.3F);  // reaches outside
    labels[2] = Label(.8F, .1F, .2F, .5F);    // inverted
    labels[3] = Label(1.1F, .1F, 1.5F, .5F);  // all of it is outside
    labels[4].pop_back();                     // too short
    labels[5][2] = 1.5F;                      // no class
    WriteLabelledSet(dir_ / "a.rec", labels);
  }
  std::vector<float> LabelOf(const std::string& name, std::uint64_t key) const {
    const RecordShard set(Path(name));
    std::vector<std::byte> scratch;
    std::vector<float> labels;
    for (std::uint64_t i = 0; i < set.size(); ++i) {
      if (set.key(i) == key) set.ReadLabels(i, scratch, labels);
    }
    return labels;
  }
};

TEST_F(ImrecRepairClip, ClipsBoxesAndDropsWhatIsNoBox) {
  const nlohmann::json json =
      Json({"repair", Path("a.rec"), "--decode", "--clip", "-o", Path("b.rec")}, 1);
  EXPECT_EQ(json["saved"], 6);
  EXPECT_EQ(json["mended_records"], 3);
  EXPECT_EQ(json["boxes_clipped"], 1);
  EXPECT_EQ(json["boxes_dropped"], 2);
  ASSERT_EQ(json["lost"].size(), 2U);
  EXPECT_EQ(json["lost"][0]["key"], 4);
  EXPECT_EQ(json["lost"][1]["key"], 5);
  EXPECT_EQ(LabelOf("b.rec", 0), Label(.1F, .1F, .5F, .5F));
  EXPECT_EQ(LabelOf("b.rec", 1), Label(0, .1F, .5F, 1));
  // Nothing is left of these: an image without objects.
  for (const std::uint64_t key : {2U, 3U}) EXPECT_EQ(LabelOf("b.rec", key), MakeLabel({})) << key;
  Run({"verify", Path("b.rec"), "--decode"});
  // A sound set stays as it is, byte for byte.
  Run({"repair", Path("b.rec"), "--decode", "--clip", "-o", Path("c.rec")});
  EXPECT_EQ(ReadText(dir_ / "c.rec"), ReadText(dir_ / "b.rec"));
}

TEST_F(ImrecRepairClip, NamesEachBox) {
  const ProcessResult result =
      Run({"repair", Path("a.rec"), "--decode", "--clip", "-o", Path("b.rec")}, 1);
  EXPECT_THAT(result.out, AllOf(HasSubstr("record 1 at byte"), HasSubstr("reaches outside 0..1"),
                                HasSubstr("clipped"), HasSubstr("is inverted"),
                                HasSubstr("labels of 3 records mended, 1 box clipped, 2 dropped")));
}

TEST_F(ImrecRepairClip, WithoutClipSuchRecordsAreLost) {
  EXPECT_EQ(Json({"repair", Path("a.rec"), "--decode", "-o", Path("b.rec")}, 1)["saved"], 3);
  Run({"repair", Path("a.rec"), "--clip", "-o", Path("c.rec")}, 2);
  EXPECT_FALSE(Exists("c.rec"));
}

TEST_F(ImrecRepairClip, ImagesThatDoNotDecodeAreLost) {
  std::string contents = ReadText(dir_ / "a.rec");
  // The end of the last record's image.
  contents.replace(contents.size() - 300, 290, 290, '\xff');
  WriteFile(dir_ / "a.rec", contents);
  const nlohmann::json json =
      Json({"repair", Path("a.rec"), "--decode", "--clip", "-o", Path("b.rec")}, 1);
  EXPECT_EQ(json["saved"], 5);
  EXPECT_EQ(json["lost"].back()["key"], 7);
}

TEST_F(ImrecRepairClip, BoxesInPixelsAreNotClipped) {
  WriteLabelledSet(dir_ / "pix.rec",
                   {Label(.1F, .1F, .5F, .5F), Label(.1F, .1F, .5F, .5F), Label(10, 10, 30, 20)});
  EXPECT_EQ(
      Json({"repair", Path("pix.rec"), "--decode", "--clip", "-o", Path("b.rec")}, 1)["saved"], 2);
}

class ImrecVerifyManifest : public ImrecToolTest {
 protected:
  ImrecVerifyManifest() { WriteShardedSet(dir_ / "set", 12, 2); }

  Manifest Read() const { return ReadManifest(dir_ / "set.manifest.json"); }
  void Write(const Manifest& manifest) const {
    WriteManifest(dir_ / "set.manifest.json", manifest);
  }
};

TEST_F(ImrecVerifyManifest, ASoundSetIsAsItSays) {
  const nlohmann::json json = Json({"verify", Path("set")});
  EXPECT_EQ(json["manifest"], true);
  EXPECT_THAT(Run({"verify", Path("set")}).out, HasSubstr("manifest"));
}

TEST_F(ImrecVerifyManifest, CountsAndDigestsAreHeldAgainstTheFiles) {
  Manifest manifest = Read();
  manifest.shards[0].records = 7;
  manifest.shards[1].digest[0] = manifest.shards[1].digest[0] == '0' ? '1' : '0';
  Write(manifest);
  const ProcessResult result = Run({"verify", Path("set")}, 1);
  EXPECT_THAT(result.out, AllOf(HasSubstr("it has 6 sound records, and " +
                                          Path("set.manifest.json") + " says 7"),
                                HasSubstr("not those that the digest")));
  EXPECT_EQ(Json({"verify", Path("set")}, 1)["damaged"].size(), 2U);
}

TEST_F(ImrecVerifyManifest, FilesOfAnotherLengthAreNamed) {
  // Another sound file in the place of a shard.
  WriteDetectionSet(dir_ / "set-00001-of-00002.rec", 5);
  std::filesystem::remove(dir_ / "set-00001-of-00002.crc");
  const ProcessResult result = Run({"verify", Path("set")}, 1);
  EXPECT_THAT(result.out, HasSubstr("bytes, and " + Path("set.manifest.json") + " says"));
}

TEST_F(ImrecVerifyManifest, OneThatCannotBeReadIsDamage) {
  WriteFile(dir_ / "set.manifest.json", "{}");
  const ProcessResult result = Run({"verify", Path("set-00000-of-00002.rec")}, 1);
  EXPECT_THAT(result.out, HasSubstr("the manifest cannot be read"));
}

TEST_F(ImrecVerifyManifest, CompressedShardsAreThoseThatItNames) {
  Run({"compress", Path("set")});
  for (const char* shard : {"set-00000-of-00002.rec", "set-00001-of-00002.rec"}) {
    std::filesystem::remove(dir_ / shard);
  }
  EXPECT_EQ(Json({"verify", Path("set")})["manifest"], true);
}

}  // namespace
}  // namespace imrec::test
