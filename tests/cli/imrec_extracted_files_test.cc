// imrec extract --voc, --coco, --yolo: the files, read without imrec and compared with the labels.
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/detection_label.h>

#include "tests/cli/extract_annotations_fixture.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

using ImrecExtractedFiles = ImrecExtractAnnotations;

// Returns what lies between <TAG> and </TAG> for each such element, which must not contain another
// one of that name.
std::vector<std::string> ContentsOf(const std::string& xml, const std::string& tag) {
  std::vector<std::string> contents;
  const std::string start = '<' + tag + '>';
  const std::string end = "</" + tag + '>';
  for (std::size_t at = 0; (at = xml.find(start, at)) != std::string::npos;) {
    at += start.size();
    const std::size_t close = xml.find(end, at);
    if (close == std::string::npos) throw std::runtime_error("no " + end + " in " + xml);
    contents.push_back(xml.substr(at, close - at));
    at = close + end.size();
  }
  return contents;
}

std::string ContentOf(const std::string& xml, const std::string& tag) {
  const std::vector<std::string> contents = ContentsOf(xml, tag);
  if (contents.size() != 1) throw std::runtime_error("not one <" + tag + "> in " + xml);
  return contents.front();
}

TEST_F(ImrecExtractedFiles, VocIsWhatAPlainReaderExpects) {
  const auto labels = RandomLabels(8, true);
  Pack(labels);
  ASSERT_EQ(Extract("voc").exit_code, 0);
  const std::array<std::string, 3> names = {"cat", "dog", "cow"};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::string name = std::to_string(i);
    name.insert(0, 8 - name.size(), '0');
    const std::string xml = ReadText(dir_ / "voc/Annotations" / (name + ".xml"));
    EXPECT_THAT(xml, AllOf(StartsWith("<annotation>"), EndsWith("</annotation>\n")));
    EXPECT_EQ(ContentOf(xml, "filename"), name + ".jpg");
    EXPECT_TRUE(fs::exists(dir_ / "voc/JPEGImages" / (name + ".jpg")));
    const std::string size = ContentOf(xml, "size");
    EXPECT_EQ(ContentOf(size, "width"), std::to_string(40 + i));
    EXPECT_EQ(ContentOf(size, "height"), "30");
    EXPECT_EQ(ContentOf(size, "depth"), "3");
    const std::vector<std::string> objects = ContentsOf(xml, "object");
    const DetectionLabelView label(labels[i]);
    std::size_t n = 0;
    for (std::size_t o = 0; o < label.object_count(); ++o) {
      const auto expected = label.object(o);
      if (expected[0] < 0) continue;
      ASSERT_LT(n, objects.size());
      const std::string& object = objects[n++];
      EXPECT_EQ(ContentOf(object, "name"), names.at(static_cast<std::size_t>(expected[0])));
      EXPECT_EQ(ContentOf(object, "difficult"), expected[5] == 1 ? "1" : "0");
      // Pixels are counted from 1, and both ends are part of the box.
      const std::string box = ContentOf(object, "bndbox");
      const double width = 40 + static_cast<double>(i);
      EXPECT_NEAR((std::stod(ContentOf(box, "xmin")) - 1) / width, expected[1], 1e-7);
      EXPECT_NEAR((std::stod(ContentOf(box, "ymin")) - 1) / 30, expected[2], 1e-7);
      EXPECT_NEAR(std::stod(ContentOf(box, "xmax")) / width, expected[3], 1e-7);
      EXPECT_NEAR(std::stod(ContentOf(box, "ymax")) / 30, expected[4], 1e-7);
    }
    EXPECT_EQ(n, objects.size());
  }
}

TEST_F(ImrecExtractedFiles, CocoIsWhatAPlainReaderExpects) {
  const auto labels = RandomLabels(9, true);
  Pack(labels);
  ASSERT_EQ(Extract("coco").exit_code, 0);
  std::ifstream stream(dir_ / "coco/instances.json");
  const nlohmann::json coco = nlohmann::json::parse(stream);
  EXPECT_TRUE(coco.contains("info"));
  EXPECT_EQ(coco["licenses"], nlohmann::json::array());
  ASSERT_EQ(coco["images"].size(), labels.size());
  std::map<int, std::size_t> image_of;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const nlohmann::json& image = coco["images"][i];
    EXPECT_TRUE(image_of.emplace(image["id"], i).second);
    EXPECT_EQ(image["width"], 40 + i);
    EXPECT_EQ(image["height"], 30);
    EXPECT_TRUE(fs::exists(dir_ / "coco/images" / std::string(image["file_name"])));
  }
  for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(coco["categories"][c]["id"], c + 1);
  std::vector<std::vector<std::vector<double>>> found(labels.size());
  std::set<int> ids;
  for (const nlohmann::json& item : coco["annotations"]) {
    EXPECT_TRUE(ids.insert(item["id"].get<int>()).second);
    EXPECT_GE(item["id"], 1);
    const std::vector<double> box = item["bbox"];
    EXPECT_NEAR(item["area"], box[2] * box[3], 1e-9);
    EXPECT_EQ(item["segmentation"], nlohmann::json::array());
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

TEST_F(ImrecExtractedFiles, YoloIsWhatAPlainReaderExpects) {
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

}  // namespace
}  // namespace imrec::test
