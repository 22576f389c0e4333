// imrec extract --voc, --coco, --yolo: out and in again.
#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/class_names.h>
#include <imrec/detection_label.h>
#include <imrec/list_file.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class ImrecExtractAnnotations : public testing::Test {
 protected:
  // Packs lines of labels [2, 6, (class, box, difficult) * n]; image i has the size i + 40 x 30.
  void Pack(const std::vector<std::vector<float>>& labels,
            const std::vector<std::string>& names = {"cat", "dog", "cow"}) const {
    std::string list;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const std::string file = std::to_string(i) + ".jpg";
      const int width = 40 + static_cast<int>(i);
      WriteFile(dir_ / "im" / file, MakeJpeg({width, 30}, static_cast<int>(i)));
      AppendListLine({.index = i, .labels = labels[i], .path = file}, LabelFormat::kShortest, list);
    }
    WriteFile(dir_ / "set.lst", list);
    if (!names.empty()) WriteClassNames(dir_ / "set.classes.txt", names);
    const ProcessResult result =
        RunTool("im2rec", {dir_ / "set.lst", dir_ / "im", "--pass-through", "--pack-label"});
    ASSERT_NE(result.exit_code, 2) << result.err;  // 1: labels that it finds odd
  }
  ProcessResult Extract(const std::string& format, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"extract", dir_ / "set.rec", "-o", dir_ / format, "--" + format});
    return RunTool("imrec", more);
  }
  // Reads the annotations again, and returns the labels in order.
  std::vector<std::vector<float>> ReadAgain(const std::string& format) const {
    std::vector<std::string> arguments = {"--from", format, "-o", dir_ / (format + ".lst")};
    if (format == "coco") {
      arguments.insert(arguments.end(),
                       {dir_ / "coco/instances.json", "--images", dir_ / "coco/images"});
    } else {
      arguments.push_back(dir_ / format);
    }
    if (format == "voc") {
      arguments.insert(arguments.end(), {"--classes", dir_ / "voc/set.classes.txt"});
    }
    const ProcessResult result = RunTool("voc2lst", arguments);
    EXPECT_EQ(result.exit_code, 0) << format << ": " << result.err;
    std::vector<std::vector<float>> labels;
    for (ListEntry& entry : ReadListFile(dir_ / (format + ".lst")).entries) {
      labels.push_back(std::move(entry.labels));
    }
    return labels;
  }

  static std::vector<float> Label(std::initializer_list<std::vector<float>> objects) {
    std::vector<float> label = {2, 6};
    for (const auto& object : objects) label.insert(label.end(), object.begin(), object.end());
    if (objects.size() == 0) label.insert(label.end(), {-1, 0, 0, 0, 0, 0});
    return label;
  }

  TempDir dir_;
};

// Random boxes, as networks and people give them; images without objects among them.
std::vector<std::vector<float>> RandomLabels(unsigned seed, bool difficult) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> unit(0, 1);
  std::vector<std::vector<float>> labels;
  for (int i = 0; i < 25; ++i) {
    std::vector<float> label = {2, 6};
    for (auto n = random() % 6; n > 0; --n) {
      std::array<float, 4> box{};
      for (std::size_t axis = 0; axis < 2; ++axis) {
        const auto extent = axis == 0 ? 40 + i : 30;
        float low = unit(random);
        float high = unit(random);
        if (random() % 2 == 0) {  // whole pixels
          low = std::floor(low * static_cast<float>(extent));
          high = std::floor(high * static_cast<float>(extent));
          if (low == high) high += 1;
          low = static_cast<float>(static_cast<double>(low) / extent);
          high = static_cast<float>(static_cast<double>(high) / extent);
        }
        box[axis] = std::min(low, high);
        box[axis + 2] = std::max(low, high);
      }
      label.insert(label.end(), {static_cast<float>(random() % 3), box[0], box[1], box[2], box[3],
                                 difficult && random() % 3 == 0 ? 1.0F : 0.0F});
    }
    if (label.size() == 2) label.insert(label.end(), {-1, 0, 0, 0, 0, 0});
    labels.push_back(std::move(label));
  }
  return labels;
}

TEST_F(ImrecExtractAnnotations, OutAndInAgainIsTheIdentity) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    for (const std::string format : {"voc", "coco", "yolo"}) {
      const auto labels = RandomLabels(seed, format != "yolo");
      Pack(labels);
      const ProcessResult result = Extract(format, {"--force"});
      ASSERT_EQ(result.exit_code, 0) << result.err;
      EXPECT_EQ(ReadAgain(format), labels) << format << ' ' << seed;
      EXPECT_EQ(ReadText(dir_ / (format + ".classes.txt")), "cat\ndog\ncow\n");
      fs::remove_all(dir_ / format);
    }
  }
}

// Reads the files without imrec, and compares them with the labels.
TEST_F(ImrecExtractAnnotations, CocoIsWhatAPlainReaderExpects) {
  const auto labels = RandomLabels(9, true);
  Pack(labels);
  ASSERT_EQ(Extract("coco").exit_code, 0);
  std::ifstream stream(dir_ / "coco/instances.json");
  const json coco = json::parse(stream);
  EXPECT_TRUE(coco.contains("info"));
  EXPECT_EQ(coco["licenses"], json::array());
  ASSERT_EQ(coco["images"].size(), labels.size());
  std::map<int, std::size_t> image_of;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const json& image = coco["images"][i];
    EXPECT_TRUE(image_of.emplace(image["id"], i).second);
    EXPECT_EQ(image["width"], 40 + i);
    EXPECT_EQ(image["height"], 30);
    EXPECT_TRUE(fs::exists(dir_ / "coco/images" / std::string(image["file_name"])));
  }
  for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(coco["categories"][c]["id"], c + 1);
  std::vector<std::vector<std::vector<double>>> found(labels.size());
  std::set<int> ids;
  for (const json& item : coco["annotations"]) {
    EXPECT_TRUE(ids.insert(item["id"].get<int>()).second);
    EXPECT_GE(item["id"], 1);
    const std::vector<double> box = item["bbox"];
    EXPECT_NEAR(item["area"], box[2] * box[3], 1e-9);
    EXPECT_EQ(item["segmentation"], json::array());
    const std::size_t i = image_of.at(item["image_id"]);
    const double width = 40 + static_cast<double>(i);
    found[i].push_back({item["category_id"].get<double>() - 1, box[0] / width, box[1] / 30,
                        (box[0] + box[2]) / width, (box[1] + box[3]) / 30, item["iscrowd"]});
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const DetectionLabelView label(labels[i]);
    std::size_t n = 0;
    for (std::size_t o = 0; o < label.object_count(); ++o) {
      if (label.object(o)[0] < 0) continue;
      ASSERT_LT(n, found[i].size());
      for (std::size_t v = 0; v < 6; ++v) EXPECT_NEAR(found[i][n][v], label.object(o)[v], 1e-7);
      ++n;
    }
    EXPECT_EQ(n, found[i].size());
  }
}

TEST_F(ImrecExtractAnnotations, YoloIsWhatAPlainReaderExpects) {
  const auto labels = RandomLabels(10, false);
  Pack(labels);
  ASSERT_EQ(Extract("yolo").exit_code, 0);
  const std::string yaml = ReadText(dir_ / "yolo/data.yaml");
  EXPECT_THAT(yaml, AllOf(HasSubstr("path: \"" + (dir_ / "yolo").string() + "\"\n"),
                          HasSubstr("\ntrain: images/train\nval: images/train\nnames:\n"
                                    "  0: \"cat\"\n  1: \"dog\"\n  2: \"cow\"\n")));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::string name = std::to_string(i);
    name.insert(0, 8 - name.size(), '0');
    EXPECT_TRUE(fs::exists(dir_ / "yolo/images/train" / (name + ".jpg")));
    std::istringstream lines(ReadText(dir_ / "yolo/labels/train" / (name + ".txt")));
    const DetectionLabelView label(labels[i]);
    for (std::size_t o = 0; o < label.object_count(); ++o) {
      if (label.object(o)[0] < 0) continue;
      double id = 0;
      double x = 0;
      double y = 0;
      double w = 0;
      double h = 0;
      ASSERT_TRUE(lines >> id >> x >> y >> w >> h);
      EXPECT_EQ(id, label.object(o)[0]);
      EXPECT_NEAR(x - w / 2, label.object(o)[1], 1e-7);
      EXPECT_NEAR(y - h / 2, label.object(o)[2], 1e-7);
      EXPECT_NEAR(x + w / 2, label.object(o)[3], 1e-7);
      EXPECT_NEAR(y + h / 2, label.object(o)[4], 1e-7);
    }
    EXPECT_FALSE(lines >> std::ws >> name);
  }
}

TEST_F(ImrecExtractAnnotations, WhatAFormatCannotHoldIsCounted) {
  Pack({Label({{0, 0.1F, 0.1F, 0.5F, 0.5F, 1}, {1, 0.2F, 0.1F, 0.5F, 0.5F, 0}}),
        Label({{1, 0.2F, 0.2F, 0.4F, 0.5F, 0},
               {1, 0.2F, 0.2F, 0.4F, 0.5F, 0},
               {2, 0, 0.5F, 0.5F, 1, 0}})});
  const ProcessResult keep = Extract("yolo");
  EXPECT_EQ(keep.exit_code, 0);
  EXPECT_THAT(keep.err,
              AllOf(HasSubstr("1 object marked as difficult, truncated or occluded, which "
                              "YOLO cannot hold"),
                    HasSubstr("1 object equal to another one left out")));
  EXPECT_EQ(ReadText(dir_ / "yolo/labels/train/00000001.txt"),
            "1 0.300000 0.350000 0.200000 0.300000\n2 0.250000 0.750000 0.500000 0.500000\n");
  const ProcessResult drop = Extract("yolo", {"--force", "--difficult", "drop"});
  EXPECT_THAT(drop.err, HasSubstr("1 object left out as difficult"));
  EXPECT_EQ(ReadText(dir_ / "yolo/labels/train/00000000.txt"),
            "1 0.350000 0.300000 0.300000 0.400000\n");
}

TEST_F(ImrecExtractAnnotations, BoxesSlightlyOutsideAreClippedAndCounted) {
  Pack({Label({{0, -0.005F, 0.25F, 0.5F, 1.005F, 0},
               {1, 0.25F, 0.25F, 0.5F, 0.5F, 0},
               {2, 1.001F, 0.25F, 1.005F, 0.5F, 0}})});
  for (const std::string format : {"coco", "yolo"}) {
    const ProcessResult result = Extract(format);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.err, AllOf(HasSubstr("1 object clipped to the image"),
                                  HasSubstr("1 object outside the image left out")));
    EXPECT_THAT(ReadAgain(format),
                ElementsAre(Label({{0, 0, 0.25F, 0.5F, 1, 0}, {1, 0.25F, 0.25F, 0.5F, 0.5F, 0}})));
  }
  EXPECT_EQ(ReadText(dir_ / "yolo/labels/train/00000000.txt"),
            "0 0.250000 0.625000 0.500000 0.750000\n1 0.375000 0.375000 0.250000 0.250000\n");
  std::ifstream stream(dir_ / "coco/instances.json");
  EXPECT_EQ(json::parse(stream)["annotations"][0]["bbox"], json({0, 7.5, 20, 22.5}));
}

TEST_F(ImrecExtractAnnotations, ClassesWithoutNameHaveNumbers) {
  Pack({Label({{2, 0.1F, 0.1F, 0.5F, 0.5F, 0}})}, {"2"});
  for (const std::string format : {"coco", "yolo"}) {
    ASSERT_EQ(Extract(format).exit_code, 0);
    EXPECT_EQ(ReadAgain(format),
              (std::vector<std::vector<float>>{Label({{2, 0.1F, 0.1F, 0.5F, 0.5F, 0}})}));
    EXPECT_EQ(ReadText(dir_ / (format + ".classes.txt")), "2\n1\nclass_2\n");
  }
}

TEST_F(ImrecExtractAnnotations, OddClassesAreLeftOut) {
  Pack({Label({{2.5F, 0.1F, 0.1F, 0.5F, 0.5F, 0}}), Label({{1, 0.1F, 0.1F, 0.5F, 0.5F, 0}}),
        Label({{5e6F, 0.1F, 0.1F, 0.5F, 0.5F, 0}})});
  for (const std::string format : {"coco", "yolo"}) {
    const ProcessResult result = Extract(format);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("left out"));
    EXPECT_THAT(ReadAgain(format), SizeIs(1));
  }
}

TEST_F(ImrecExtractAnnotations, NamesInAnyScript) {
  const std::vector<std::string> names = {"say \"hi\": #1", "\xE4\xB8\xAD\xE6\x96\x87", "a\\b"};
  Pack({Label({{1, 0.1F, 0.1F, 0.5F, 0.5F, 0}})}, names);
  for (const std::string format : {"voc", "coco", "yolo"}) {
    ASSERT_EQ(Extract(format).exit_code, 0);
    ReadAgain(format);
    EXPECT_EQ(ReadClassNames(dir_ / (format + ".classes.txt")), names) << format;
  }
}

TEST_F(ImrecExtractAnnotations, WrongUse) {
  Pack({Label({{1, 0.1F, 0.1F, 0.5F, 0.5F, 0}})});
  EXPECT_EQ(Extract("voc", {"--coco"}).exit_code, 2);
  EXPECT_EQ(Extract("coco", {"--difficult", "drop"}).exit_code, 2);
  EXPECT_EQ(
      RunTool("imrec", {"extract", dir_ / "set.rec", "--list", dir_ / "x.lst", "--yolo"}).exit_code,
      2);
}

}  // namespace
}  // namespace imrec::test
