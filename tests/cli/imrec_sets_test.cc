// imrec stats, diff and filter, end to end.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/class_names.h>
#include <imrec/image_record.h>
#include <imrec/record_shard.h>
#include <imrec/record_writer.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Three images: a dog and two cats, a dog, nothing.
class ImrecSets : public testing::Test {
 protected:
  ImrecSets() {
    Write("a.rec", {Record(5, {80, 40},
                           {{0, 0, 0, 0.5F, 0.5F}, {1, 0, 0, 0.25F, 0.5F}, {1, 0.5F, 0.5F, 1, 1}}),
                    Record(6, {40, 40}, {{0, 0.25F, 0.25F, 0.5F, 0.5F}}), Record(7, {20, 30}, {})});
    WriteClassNames(dir_ / "a.classes.txt", std::vector<std::string>{"dog", "cat<i>"});
  }

  struct Entry {
    std::uint64_t key;
    std::vector<std::byte> payload;
  };
  static Entry Record(std::uint64_t key, ImageSize size, const std::vector<TestObject>& objects,
                      int variant = 0) {
    Entry entry{.key = key, .payload = {}};
    BuildImageRecord(key, MakeLabel(objects), LabelPacking::kPacked, MakeJpeg(size, variant),
                     entry.payload);
    return entry;
  }
  void Write(const std::string& name, const std::vector<Entry>& entries) const {
    RecordWriter writer(dir_ / name);
    for (const Entry& entry : entries) writer.Write(entry.key, entry.payload);
    writer.Close();
  }
  ProcessResult Imrec(const std::string& command, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), command);
    return RunTool("imrec", arguments);
  }
  nlohmann::json Json(const std::string& command, std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    return nlohmann::json::parse(Imrec(command, arguments).out);
  }
  std::vector<std::uint64_t> Keys(const std::string& name) const {
    const RecordShard records(dir_ / name);
    std::vector<std::uint64_t> keys;
    for (std::uint64_t i = 0; i < records.size(); ++i) keys.push_back(records.key(i));
    return keys;
  }

  TempDir dir_;
};

TEST_F(ImrecSets, StatsCountObjectsAndImages) {
  const nlohmann::json stats = Json("stats", {dir_ / "a.rec"});
  EXPECT_EQ(stats["records"], 3);
  EXPECT_EQ(stats["objects"], 4);
  EXPECT_EQ(stats["negatives"], 1);
  const nlohmann::json& histograms = stats["histograms"];
  EXPECT_EQ(histograms["objects per class"], (nlohmann::json{{"dog", 2}, {"cat<i>", 2}}));
  EXPECT_EQ(histograms["images per class"], (nlohmann::json{{"dog", 2}, {"cat<i>", 1}}));
  EXPECT_EQ(histograms["objects per image"],
            (nlohmann::json{{"0", 1}, {"1", 1}, {"2", 0}, {"3", 1}}));
  EXPECT_EQ(histograms["image size"], (nlohmann::json{{"80x40", 1}, {"40x40", 1}, {"20x30", 1}}));
  EXPECT_EQ(histograms["format"], (nlohmann::json{{"jpeg", 3}}));
  // Roots of 0.25, 0.125, 0.25 and 0.0625.
  const nlohmann::json& sizes = histograms["box size: square root of the share of the image"];
  EXPECT_EQ(sizes["0.5-0.6"], 2);
  EXPECT_EQ(sizes["0.3-0.4"], 1);
  EXPECT_EQ(sizes["0.2-0.3"], 1);
  // In pixels: 40x20, 20x20, 40x20 and 10x10.
  const nlohmann::json& aspects = histograms["box aspect: width to height in pixels"];
  EXPECT_EQ(aspects["2.0:1"], 2);
  EXPECT_EQ(aspects["1.0:1"], 2);
}

TEST_F(ImrecSets, StatsDrawAPageOfTheirOwn) {
  const ProcessResult result = Imrec("stats", {dir_ / "a.rec", "-o", dir_ / "a.html"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("3 images, 4 objects of 2 classes"), HasSubstr("####")));
  const std::string page = ReadText(dir_ / "a.html");
  EXPECT_THAT(page, AllOf(HasSubstr("<svg"), HasSubstr("cat&lt;i&gt;"), Not(HasSubstr("cat<i>")),
                          Not(HasSubstr("http"))));
}

TEST_F(ImrecSets, StatsLeaveOutDamagedImages) {
  Entry bad = Record(8, {10, 10}, {{0, 0, 0, 1, 1}});
  bad.payload.resize(bad.payload.size() / 3);
  Write("b.rec", {Record(1, {10, 10}, {{0, 0, 0, 1, 1}}), bad});
  const ProcessResult result = Imrec("stats", {dir_ / "b.rec"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("left out: " + (dir_ / "b.rec").string() + ": record 8"));
  EXPECT_THAT(result.out, HasSubstr("1 image, 1 object of 1 class"));
}

TEST_F(ImrecSets, AFileDoesNotDifferFromItself) {
  const ProcessResult result = Imrec("diff", {dir_ / "a.rec", dir_ / "a.rec"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, "3 records are the same\n");
}

TEST_F(ImrecSets, DiffTellsWhatChanged) {
  Write("b.rec",
        {Record(9, {20, 20}, {}), Record(6, {40, 40}, {{1, 0.25F, 0.25F, 0.5F, 0.5F}}),
         Record(5, {80, 40}, {{0, 0, 0, 0.5F, 0.5F}, {1, 0, 0, 0.25F, 0.5F}, {1, 0.5F, 0.5F, 1, 1}},
                3)});
  const ProcessResult result = Imrec("diff", {dir_ / "a.rec", dir_ / "b.rec"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(
      result.out,
      AllOf(HasSubstr("a.rec: 1 record: 7\n"), HasSubstr("b.rec: 1 record: 9\n"),
            HasSubstr("labels differ: 1 record: 6\n"), HasSubstr("images differ: 1 record: 5\n"),
            HasSubstr("the order of the records differs"), HasSubstr("0 records are the same")));
  const nlohmann::json json = Json("diff", {dir_ / "a.rec", dir_ / "b.rec"});
  EXPECT_EQ(json["only_in_a"], nlohmann::json({7}));
  EXPECT_EQ(json["images_differ"], nlohmann::json({5}));
  EXPECT_EQ(json["order_differs"], true);
}

TEST_F(ImrecSets, FilterByClassName) {
  const ProcessResult result =
      Imrec("filter", {dir_ / "a.rec", "--class", "cat<i>", "-o", dir_ / "out.rec"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("1 record kept, 2 dropped"));
  EXPECT_THAT(Keys("out.rec"), ElementsAre(5));
  EXPECT_EQ(ReadText(dir_ / "out.classes.txt"), "dog\ncat<i>\n");
  // Records are copied as they are.
  EXPECT_EQ(ReadText(dir_ / "out.rec"),
            ReadText(dir_ / "a.rec").substr(0, RecordShard(dir_ / "a.rec").offset(1)));
}

TEST_F(ImrecSets, FilterByKeysAndSizeAndTheirOpposite) {
  WriteFile(dir_ / "keys.txt", "7\n\n5\r\n");
  const std::string out = dir_ / "out.rec";
  Imrec("filter", {dir_ / "a.rec", "--keys", dir_ / "keys.txt", "-o", out});
  EXPECT_THAT(Keys("out.rec"), ElementsAre(5, 7));
  Imrec("filter",
        {dir_ / "a.rec", "--keys", dir_ / "keys.txt", "--min-size", "30x30", "--force", "-o", out});
  EXPECT_THAT(Keys("out.rec"), ElementsAre(5));
  Imrec("filter", {dir_ / "a.rec", "--max-size", "40x40", "--invert", "--force", "-o", out});
  EXPECT_THAT(Keys("out.rec"), ElementsAre(5));
  EXPECT_THAT(Json("filter", {dir_ / "a.rec", "--class", "0", "--force", "-o", out}),
              (nlohmann::json{{"kept", 2}, {"dropped", 1}, {"damaged", 0}, {"missing_keys", 0}}));
}

TEST_F(ImrecSets, FilterNamesKeysThatNoRecordHas) {
  WriteFile(dir_ / "keys.txt", "7\n1000\n5\n999\n");
  const std::vector<std::string> arguments = {dir_ / "a.rec", "--keys", dir_ / "keys.txt",
                                              "--force",      "-o",     dir_ / "out.rec"};
  const ProcessResult result = Imrec("filter", arguments);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("imrec filter: no record has the keys 999, 1000\n"));
  EXPECT_THAT(Keys("out.rec"), ElementsAre(5, 7));
}

TEST_F(ImrecSets, FilterThatKeepsNothingWritesNothing) {
  const std::string out = dir_ / "out.rec";
  const auto error = [&](const std::vector<std::string>& condition) {
    std::vector<std::string> arguments = {dir_ / "a.rec", "-o", out};
    arguments.insert(arguments.end(), condition.begin(), condition.end());
    const ProcessResult result = Imrec("filter", arguments);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.out, IsEmpty());
    return result.err;
  };
  WriteFile(dir_ / "keys.txt", "1\nseven\n");
  EXPECT_THAT(error({}), HasSubstr("give a condition"));
  EXPECT_THAT(error({"--class", "bird"}), HasSubstr("there is no class 'bird'"));
  EXPECT_THAT(error({"--min-size", "999x999"}), HasSubstr("no record meets"));
  EXPECT_THAT(error({"--min-size", "big"}), HasSubstr("is not a size such as 640x480"));
  EXPECT_THAT(error({"--keys", dir_ / "keys.txt"}), HasSubstr("keys.txt:2: 'seven'"));
  EXPECT_FALSE(std::filesystem::exists(out));
  const ProcessResult onto_itself =
      Imrec("filter", {dir_ / "a.rec", "--class", "0", "-o", dir_ / "a.rec"});
  EXPECT_EQ(onto_itself.exit_code, 2);
  EXPECT_THAT(Keys("a.rec"), ElementsAre(5, 6, 7));
}

}  // namespace
}  // namespace imrec::test
