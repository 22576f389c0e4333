// imrec's commands on identity sets (face recognition).
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/record_shard.h>

#include "tests/cli/imrec_tool_test.h"
#include "tests/support/make_identity_set.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// Row identity-records: 8 images of 4 identities.
class ImrecIdentity : public ImrecToolTest {
 protected:
  ImrecIdentity() {
    WriteIdentitySet(dir_ / "faces.rec", {2, 1, 3, 2}, {.width = 112, .height = 112});
  }
  std::vector<float> Identities(const std::string& name) const {
    const RecordShard set(Path(name));
    EXPECT_TRUE(set.identities().has_value()) << name;
    std::vector<float> identities;
    std::vector<std::byte> scratch;
    std::vector<float> labels;
    for (std::uint64_t i = 0; i < set.size(); ++i) {
      set.ReadLabels(i, scratch, labels);
      identities.push_back(labels.at(0));
    }
    return identities;
  }
};

TEST_F(ImrecIdentity, InfoCountsImagesAndIdentities) {
  const ProcessResult info = Run({"info", Path("faces.rec")});
  EXPECT_THAT(info.out, AllOf(HasSubstr("identity: 8 images of 4 identities"),
                              HasSubstr("at least 1, median 2, at most 3")));
  const nlohmann::json json = Json({"info", Path("faces.rec")});
  EXPECT_EQ(json["kind"], "identity");
  EXPECT_EQ(json["records"], 8);
  EXPECT_EQ(json["identities"], 4);
  EXPECT_EQ(json["damaged"], 0);
  EXPECT_EQ(json["images_per_identity"]["max"], 3);
}

TEST_F(ImrecIdentity, VerifyFindsThemSound) {
  const nlohmann::json json = Json({"verify", Path("faces.rec"), "--decode"});
  EXPECT_EQ(json["identities"], 4);
  EXPECT_TRUE(json["damaged"].empty());
}

TEST_F(ImrecIdentity, BenchReadsTheImages) {
  const nlohmann::json bench = Json({"bench", Path("faces.rec"), "--epochs", "1"});
  EXPECT_EQ(bench["images"], 8);
  EXPECT_EQ(bench["kind"], "identity");
  EXPECT_EQ(bench["preset"], "face112");
  Run({"bench", Path("faces.rec"), "--epochs", "1", "--preset", "imagenet"});
}

TEST_F(ImrecIdentity, StatsCountIdentitiesByTheirImages) {
  const nlohmann::json stats = Json({"stats", Path("faces.rec")});
  EXPECT_EQ(stats["kind"], "identity");
  EXPECT_EQ(stats["classes"], 4);
  EXPECT_EQ(stats["histograms"]["identities by images of each"]["2"], 2);
  EXPECT_THAT(Run({"stats", Path("faces.rec")}).out, HasSubstr("8 images of 4 identities"));
}

TEST_F(ImrecIdentity, PreviewNamesTheIdentity) {
  Run({"preview", Path("faces.rec"), "--count", "8", "--variants", "1", "--html", Path("page")});
  const nlohmann::json page = PageData("page");
  EXPECT_EQ(page["kind"], "identity");
  EXPECT_EQ(page["records"].size(), 8U);
  EXPECT_EQ(page["classes"].size(), 4U);
  for (const nlohmann::json& record : page["records"]) {
    EXPECT_THAT(record["label"].get<std::string>(), testing::StartsWith("identity "));
  }
}

TEST_F(ImrecIdentity, DoctorReadsThem) {
  const nlohmann::json report = Json({"doctor", Path("faces.rec"), "--seconds", "0.05"});
  EXPECT_EQ(report["kind"], "identity");
  EXPECT_EQ(report["preset"], "face112");
}

TEST_F(ImrecIdentity, FilterKeepsTheLayout) {
  Run({"filter", Path("faces.rec"), "--class", "0", "2", "-o", Path("f.rec")});
  EXPECT_THAT(Identities("f.rec"), ElementsAre(0, 0, 2, 2, 2));
  Run({"verify", Path("f.rec"), "--decode"});
}

TEST_F(ImrecIdentity, ConvertKeepsTheLayout) {
  Run({"convert", Path("faces.rec"), "--encoding", ".png", "-o", Path("png.rec")});
  EXPECT_THAT(Identities("png.rec"), ElementsAre(0, 0, 1, 2, 2, 2, 3, 3));
  Run({"verify", Path("png.rec"), "--decode"});
}

TEST_F(ImrecIdentity, ExtractPacksBackIntoThem) {
  const nlohmann::json json = Json({"extract", Path("faces.rec"), "-o", Path("x")});
  EXPECT_EQ(json["extracted"], 8);
  EXPECT_EQ(json["damaged"], 0);
  // The commands that it prints are whole.
  ASSERT_EQ(json["pack"].size(), 2U);
  std::string script = "set -e; PATH=" IMREC_TOOL_DIR ":$PATH";
  for (const nlohmann::json& command : json["pack"]) {
    script += "; " + command.get<std::string>();
  }
  const ProcessResult packed = RunProgram("sh", {"-c", script});
  ASSERT_EQ(packed.exit_code, 0) << script << packed.err;
  EXPECT_THAT(Identities("x/faces-identities.rec"), ElementsAre(0, 0, 1, 2, 2, 2, 3, 3));
  Run({"diff", Path("faces.rec"), Path("x/faces-identities.rec")});
  EXPECT_THAT(Run({"extract", Path("faces.rec"), "--voc", "-o", Path("voc")}, 2).err,
              HasSubstr("labels of kind identity have none"));
}

TEST_F(ImrecIdentity, SplitByClassDealsOutIdentities) {
  WriteIdentitySet(dir_ / "many.rec", std::vector<std::size_t>(10, 3), {.width = 16, .height = 16});
  const ProcessResult split =
      Run({"split", Path("many.rec"), "--ratio", "0.8", "--by-class", "-o", Path("s")});
  EXPECT_THAT(split.err, HasSubstr("identity set, split by identity: 8 of 10"));
  const std::vector<float> train = Identities("s_train.rec");
  const std::vector<float> val = Identities("s_val.rec");
  EXPECT_EQ(train.size(), 24U);
  EXPECT_EQ(val.size(), 6U);
  for (const float identity : val) EXPECT_THAT(train, testing::Not(testing::Contains(identity)));
  Run({"verify", Path("s_train.rec"), Path("s_val.rec")});
}

TEST_F(ImrecIdentity, MergeShiftsTheIdentitiesOfLaterSets) {
  WriteIdentitySet(dir_ / "more.rec", {1, 2}, {.width = 112, .height = 112});
  const ProcessResult merge =
      Run({"merge", Path("faces.rec"), Path("more.rec"), "-o", Path("all.rec")});
  EXPECT_THAT(merge.err, HasSubstr("identity 0 of " + Path("more.rec") + " becomes 4"));
  EXPECT_THAT(merge.out, HasSubstr("6 identities"));
  EXPECT_THAT(Identities("all.rec"), ElementsAre(0, 0, 1, 2, 2, 2, 3, 3, 4, 5, 5));
  Run({"verify", Path("all.rec"), "--decode"});
  Run({"merge", Path("faces.rec"), Path("more.rec"), "--same-identities", "-o", Path("same.rec")});
  EXPECT_THAT(Identities("same.rec"), ElementsAre(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3));
  EXPECT_EQ(Json({"info", Path("same.rec")})["identities"], 4);
  EXPECT_THAT(
      Run({"merge", Path("faces.rec"), Path("more.rec"), "--keys", "keep", "-o", Path("keep.rec")},
          2)
          .err,
      HasSubstr("--keys keep"));
}

}  // namespace
}  // namespace imrec::test
