// imrec's commands on sets without boxes, and on sets whose labels are partly at fault.
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/imrec_tool_test.h"
#include "tests/support/detection_set.h"
#include "tests/support/labelled_set.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using Labels = std::vector<std::vector<float>>;

const float kNotANumber = std::numeric_limits<float>::quiet_NaN();

class ImrecLabelKinds : public ImrecToolTest {
 protected:
  ImrecLabelKinds() {
    Labels classes;
    for (int i = 0; i < 12; ++i) classes.push_back({static_cast<float>(i % 3)});
    WriteLabelledSet(dir_ / "cls.rec", classes);
    WriteFile(dir_ / "cls.classes.txt", "ant\nbee\ncat\n");
  }
  // Sound detection labels, one of them cut short.
  void WriteOddDetectionSet() const {
    Labels labels(9,
                  MakeLabel({{.class_id = 1, .xmin = .1F, .ymin = .1F, .xmax = .5F, .ymax = .5F}}));
    labels[4].pop_back();
    WriteLabelledSet(dir_ / "det.rec", labels);
  }
  std::string Digest(std::vector<std::string> options, int exit_code = 0) const {
    options.insert(options.begin(), {"bench", Path("cls.rec"), "--digest"});
    return Json(options, exit_code)["digest"];
  }
};

TEST_F(ImrecLabelKinds, BenchReadsClassificationSets) {
  const nlohmann::json bench = Json({"bench", Path("cls.rec"), "--epochs", "1"});
  EXPECT_EQ(bench["images"], 12);
  EXPECT_EQ(bench["kind"], "classification");
  EXPECT_EQ(bench["preset"], "imagenet");
  EXPECT_EQ(Json({"bench", Path("cls.rec"), "--epochs", "1", "--preset", "eval300"})["preset"],
            "eval300");
}

TEST_F(ImrecLabelKinds, BenchLabelsOfClassificationSets) {
  const std::string stored = Digest({});
  EXPECT_EQ(Digest({"--labels", "stored"}), stored);
  EXPECT_NE(Digest({"--labels", "multi-hot:3"}), stored);
  EXPECT_EQ(Digest({"--labels", "identity"}).size(), 32U);
  for (const std::string labels : {"mxnet", "multi-hot:", "multi-hot:0", "multi-hot:3x", "x"}) {
    EXPECT_THAT(Run({"bench", Path("cls.rec"), "--labels", labels}, 2).err,
                AllOf(HasSubstr("--labels must be stored, identity, or multi-hot:CLASSES"),
                      HasSubstr("'" + labels + "'")));
  }
  WriteDetectionSet(dir_ / "boxes.rec", 4);
  EXPECT_THAT(Run({"bench", Path("boxes.rec"), "--labels", "stored"}, 2).err,
              HasSubstr("--labels must be objects or mxnet for labels of kind detection"));
}

TEST_F(ImrecLabelKinds, WeightsAreNotTakenForClasses) {
  WriteLabelledSet(dir_ / "hot.rec", {{1, 1, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}});
  for (const char* labels : {"multi-hot:5", "identity"}) {
    EXPECT_THAT(Run({"bench", Path("hot.rec"), "--epochs", "1", "--labels", labels}, 2).err,
                HasSubstr("these are weights of classes"));
  }
  Run({"bench", Path("hot.rec"), "--epochs", "1", "--labels", "stored"});
}

TEST_F(ImrecLabelKinds, BadRecordsAreToldOnceAndTheirShareCanBeSet) {
  WriteOddDetectionSet();
  const ProcessResult bench = Run({"bench", Path("det.rec"), "--epochs", "5"}, 1);
  const std::size_t first = bench.err.find("bad record replaced");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(bench.err.find("bad record replaced", first + 1), std::string::npos);
  EXPECT_THAT(Run({"bench", Path("det.rec"), "--epochs", "1", "--max-bad-share", "0"}, 2).err,
              HasSubstr("more than max_bad_share (0 %) of 9 samples"));
  EXPECT_THAT(Run({"bench", Path("det.rec"), "--max-bad-share", "2"}, 2).err,
              HasSubstr("--max-bad-share must be between 0 and 1"));
}

TEST_F(ImrecLabelKinds, MoreBadRecordsThanAreNamedAreCounted) {
  Labels labels(60,
                MakeLabel({{.class_id = 1, .xmin = .1F, .ymin = .1F, .xmax = .5F, .ymax = .5F}}));
  for (std::size_t i = 0; i < labels.size(); i += 2) labels[i].pop_back();
  WriteLabelledSet(dir_ / "odd.rec", labels);
  EXPECT_THAT(Run({"bench", Path("odd.rec"), "--kind", "detection", "--epochs", "1",
                   "--max-bad-share", "1"},
                  1)
                  .err,
              HasSubstr("30 samples replaced in all; imrec verify --decode names all bad records"));
}

TEST_F(ImrecLabelKinds, TheStartIsNotCounted) {
  WriteOddDetectionSet();
  const nlohmann::json report =
      Json({"bench", Path("det.rec"), "--warm-up", "0.5", "--seconds", "0.001"}, 1);
  EXPECT_GT(report["images"], 0);
  EXPECT_LE(report["bad_records"], report["images"]);
  EXPECT_LE(report["replaced"], report["images"]);
}

TEST_F(ImrecLabelKinds, KindCanBeToldToCommands) {
  EXPECT_EQ(Json({"bench", Path("cls.rec"), "--epochs", "1", "--kind", "identity"})["kind"],
            "identity");
  WriteDetectionSet(dir_ / "boxes.rec", 8);
  EXPECT_EQ(Json({"bench", Path("boxes.rec"), "--epochs", "1"})["kind"], "detection");
  const nlohmann::json plain =
      Json({"bench", Path("boxes.rec"), "--epochs", "1", "--kind", "classification"});
  EXPECT_EQ(plain["kind"], "classification");
  EXPECT_EQ(plain["images"], 8);
  for (const std::string command : {"bench", "stats", "doctor"}) {
    EXPECT_THAT(Run({command, Path("cls.rec"), "--kind", "boxes"}, 2).err,
                HasSubstr("--kind must be detection, classification or identity, not 'boxes'"));
  }
}

TEST_F(ImrecLabelKinds, StatsCountTheImagesOfEachClass) {
  const nlohmann::json stats = Json({"stats", Path("cls.rec")});
  EXPECT_EQ(stats["kind"], "classification");
  EXPECT_EQ(stats["classes"], 3);
  EXPECT_EQ(stats["histograms"]["images per class"]["bee"], 4);
  EXPECT_FALSE(stats["histograms"].contains("objects per class"));
  EXPECT_THAT(Run({"stats", Path("cls.rec")}).out, HasSubstr("12 images of 3 classes"));
}

TEST_F(ImrecLabelKinds, StatsOfSoftAndMultiLabels) {
  WriteLabelledSet(dir_ / "soft.rec", {{.7F, .3F}, {.1F, .9F}, {.5F, .5F}});
  const nlohmann::json soft = Json({"stats", Path("soft.rec")});
  EXPECT_EQ(soft["histograms"]["images per class"], nlohmann::json::parse(R"({"0": 2, "1": 2})"));
  WriteLabelledSet(dir_ / "multi.rec", {{1, 5}, {2}, {7, 8, 9}});
  EXPECT_EQ(Json({"stats", Path("multi.rec")})["classes"], 6);
}

TEST_F(ImrecLabelKinds, PreviewNamesClassesAndFiltersByThem) {
  const ProcessResult result =
      Run({"preview", Path("cls.rec"), "--count", "12", "--variants", "1", "--html", Path("page")});
  EXPECT_THAT(result.err,
              HasSubstr("labels are of kind classification, so the preset is imagenet"));
  const nlohmann::json page = PageData("page");
  EXPECT_EQ(page["kind"], "classification");
  ASSERT_EQ(page["records"].size(), 12U);
  const std::vector<std::string> names = {"ant", "bee", "cat"};
  for (const nlohmann::json& record : page["records"]) {
    const std::string& name = names[std::stoul(record["key"].get<std::string>()) % 3];
    EXPECT_EQ(record["label"], name);
    ASSERT_EQ(record["classes"].size(), 1U);
    EXPECT_EQ(page["classes"][record["classes"][0].get<std::size_t>()]["name"], name);
  }
  for (const nlohmann::json& entry : page["classes"]) EXPECT_EQ(entry["records"], 4);
  EXPECT_THAT(ReadText(dir_ / "page/index.html"), HasSubstr("record.classes.includes(chosen)"));
}

TEST_F(ImrecLabelKinds, PreviewShowsTheValuesOfSoftAndMultiLabels) {
  WriteLabelledSet(dir_ / "soft.rec", {{.7F, .3F}, {.1F, .9F}, {1, 0}});
  Run({"preview", Path("soft.rec"), "--variants", "1", "--html", Path("soft")});
  std::vector<std::string> labels;
  const nlohmann::json soft = PageData("soft");
  for (const auto& record : soft["records"]) labels.push_back(record["label"]);
  EXPECT_THAT(labels, testing::UnorderedElementsAre("0 0.70, 1 0.30", "1 0.90, 0 0.10", "0"));
  WriteLabelledSet(dir_ / "multi.rec", {{1, 5}, {2}, {7, 8, 9, 10}});
  Run({"preview", Path("multi.rec"), "--variants", "1", "--html", Path("multi")});
  labels.clear();
  const nlohmann::json multi = PageData("multi");
  for (const auto& record : multi["records"]) labels.push_back(record["label"]);
  EXPECT_THAT(labels, testing::UnorderedElementsAre("1, 5", "2", "7, 8, 9, .."));
}

TEST_F(ImrecLabelKinds, PreviewReportsOnClassificationSets) {
  Run({"preview", Path("cls.rec"), "-o", Path("sheet.png")});
  EXPECT_TRUE(Exists("sheet.png"));
  Run({"preview", Path("cls.rec"), "--stats", "20"});
  Run({"preview", Path("cls.rec"), "--explain", "3"});
}

TEST_F(ImrecLabelKinds, DoctorReadsClassificationSets) {
  const nlohmann::json report = Json({"doctor", Path("cls.rec"), "--seconds", "0.05"});
  EXPECT_EQ(report["kind"], "classification");
  EXPECT_EQ(report["preset"], "imagenet");
  EXPECT_GT(report["images_per_second"], 0);
}

// Row one-short-label.
TEST_F(ImrecLabelKinds, OneShortLabelLeavesADetectionSetOne) {
  WriteOddDetectionSet();
  const ProcessResult info = Run({"info", Path("det.rec")}, 1);
  EXPECT_THAT(info.out, AllOf(HasSubstr("detection: 8 objects of 1 class"),
                              HasSubstr(", 1 record without valid labels"), HasSubstr("record 4")));
  const nlohmann::json json = Json({"info", Path("det.rec")}, 1);
  EXPECT_EQ(json["kind"], "detection");
  EXPECT_EQ(json["bad_labels"], 1);
  EXPECT_EQ(json["pixel_boxes"], 0);
  EXPECT_EQ(json["records"], 9);
}

TEST_F(ImrecLabelKinds, OtherCommandsLeaveBadLabelsOutAndNameThem) {
  WriteOddDetectionSet();
  const ProcessResult stats = Run({"stats", Path("det.rec"), "--json"}, 1);
  EXPECT_EQ(nlohmann::json::parse(stats.out)["damaged"], 1);
  EXPECT_THAT(stats.err, HasSubstr("record 4"));
  const ProcessResult filter =
      Run({"filter", Path("det.rec"), "--class", "1", "-o", Path("f.rec")}, 1);
  EXPECT_THAT(filter.err, HasSubstr("record 4"));
  EXPECT_EQ(Json({"info", Path("f.rec")})["records"], 8);
  const ProcessResult split =
      Run({"split", Path("det.rec"), "--ratio", "0.5", "--by-class", "-o", Path("s")}, 1);
  EXPECT_THAT(split.err,
              HasSubstr("1 record with invalid labels, treated as records without a class"));
  const ProcessResult preview =
      Run({"preview", Path("det.rec"), "--count", "9", "--variants", "1", "-o", Path("p.png")}, 1);
  EXPECT_THAT(preview.err, HasSubstr("record 4"));
  const ProcessResult extract = Run({"extract", Path("det.rec"), "-o", Path("x")}, 1);
  EXPECT_THAT(extract.err, AllOf(HasSubstr("written as it is"), HasSubstr("record 4")));
  const ProcessResult voc = Run({"extract", Path("det.rec"), "--voc", "-o", Path("voc")}, 1);
  EXPECT_THAT(voc.err, AllOf(HasSubstr("left out"), HasSubstr("record 4")));
}

// Row nan-labels.
TEST_F(ImrecLabelKinds, WhatIsNoNumberIsNoClass) {
  WriteLabelledSet(dir_ / "nan.rec", {{kNotANumber}, {1}, {2}, {HUGE_VALF}});
  const nlohmann::json info = Json({"info", Path("nan.rec")}, 1);
  EXPECT_EQ(info["kind"], "classification");
  EXPECT_EQ(info["classes"], 2);
  EXPECT_EQ(info["bad_labels"], 2);
  EXPECT_EQ(info["records_per_class"], nlohmann::json::parse(R"({"1": 1, "2": 1})"));
  EXPECT_THAT(Run({"info", Path("nan.rec")}, 1).out, Not(HasSubstr("-9223372036854775808")));
  EXPECT_EQ(Json({"stats", Path("nan.rec")}, 1)["classes"], 2);
  Run({"filter", Path("nan.rec"), "--class", "1", "-o", Path("f.rec")}, 1);
  Run({"split", Path("nan.rec"), "--ratio", "0.5", "--by-class", "-o", Path("s")}, 1);
  Labels many(40, {1});
  many[7] = {kNotANumber};
  WriteLabelledSet(dir_ / "many.rec", many);
  EXPECT_THAT(Run({"bench", Path("many.rec"), "--epochs", "1"}, 1).err, HasSubstr("record 7"));
}

// Row verify-all-labels-bad.
TEST_F(ImrecLabelKinds, InfoSaysThatBoxesLookLikePixels) {
  const std::vector<float> pixels =
      MakeLabel({{.class_id = 0, .xmin = 10, .ymin = 10, .xmax = 30, .ymax = 20}});
  WriteLabelledSet(dir_ / "pix.rec", {pixels, pixels, pixels});
  const ProcessResult info = Run({"info", Path("pix.rec")}, 1);
  EXPECT_THAT(info.out, AllOf(HasSubstr("3 records without valid labels"),
                              HasSubstr("the boxes of 3 records look like pixels")));
  const nlohmann::json json = Json({"info", Path("pix.rec")}, 1);
  EXPECT_EQ(json["kind"], "detection");
  EXPECT_EQ(json["pixel_boxes"], 3);
  EXPECT_EQ(json["bad_labels"], 3);
}

// Row tiny-label-values: what is stored as 0 is a weight as others are.
TEST_F(ImrecLabelKinds, WeightsThatAreZeroAreSound) {
  WriteLabelledSet(dir_ / "soft.rec", {{.7F, .3F, 0}, {.2F, .8F, 1e-5F}});
  EXPECT_EQ(Json({"info", Path("soft.rec")})["bad_labels"], 0);
}

TEST_F(ImrecLabelKinds, InfoGoesOnAfterADamagedRecord) {
  std::string contents = ReadText(dir_ / "cls.rec");
  const std::string index = ReadText(dir_ / "cls.idx");
  const std::size_t tab = index.find('\t', index.find("\n3\t") + 1);
  contents[std::stoul(index.substr(tab + 1))] = '?';
  WriteFile(dir_ / "cls.rec", contents);
  const ProcessResult info = Run({"info", Path("cls.rec")}, 1);
  EXPECT_THAT(info.out, AllOf(HasSubstr("12 records"), HasSubstr("1 damaged"), HasSubstr("bee")));
  EXPECT_THAT(info.err, HasSubstr("record 3"));
  EXPECT_EQ(Json({"info", Path("cls.rec")}, 1)["damaged"], 1);
}

}  // namespace
}  // namespace imrec::test
