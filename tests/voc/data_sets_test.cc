// Data sets as the tools of each format write them, in the folders of data_sets. The images are
// made here; the expected boxes were computed by hand.
#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/annotation_list.h>
#include <imrec/detection_label.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

// The expected objects of an image: "CLASS xmin ymin xmax ymax FLAGS" in pixel edges from 0.
struct ExpectedImage {
  ImageSize size;
  std::vector<std::string> objects;
  bool listed = true;  // false: without annotation
};

struct DataSet {
  std::string name;
  std::string format;
  std::string folder;                           // in data_sets
  AnnotationInput input;                        // its paths are below the folder
  std::map<std::string, ExpectedImage> images;  // by their paths in the list
  std::vector<VocProblemKind> problems = {};
};

std::string NameOf(const testing::TestParamInfo<DataSet>& set) { return set.param.name; }
void PrintTo(const DataSet& set, std::ostream* out) { *out << set.name; }

std::string NumberText(double value) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

std::vector<std::string> ObjectsOf(const ListEntry& entry, ImageSize size,
                                   const std::vector<std::string>& classes) {
  std::vector<std::string> objects;
  const DetectionLabelView label(entry.labels);
  for (std::size_t i = 0; i < label.object_count(); ++i) {
    const auto object = label.object(i);
    if (object[0] < 0) continue;
    std::string text = classes.at(static_cast<std::size_t>(object[0]));
    for (std::size_t side = 1; side < 5; ++side) {
      const int extent = side % 2 == 1 ? size.width : size.height;
      text += ' ' + NumberText(static_cast<double>(object[side]) * extent);
    }
    text += object[5] == 1 ? " difficult" : "";
    text += object[6] == 1 ? " truncated" : "";
    text += object[7] == 1 ? " occluded" : "";
    objects.push_back(text);
  }
  return objects;
}

class DataSetTest : public testing::TestWithParam<DataSet> {
 protected:
  // Copies the annotations and makes the images.
  DataSetTest() {
    fs::copy(fs::path(IMREC_TEST_DIR) / "voc/data_sets" / GetParam().folder, root_,
             fs::copy_options::recursive);
    for (const auto& [path, image] : GetParam().images) {
      test::WriteFile(root_ / path, test::MakeJpeg(image.size));
    }
  }
  AnnotationInput Input() const {
    AnnotationInput input = GetParam().input;
    for (fs::path& path : input.paths) path = root_ / path;
    for (fs::path* path : {&input.images, &input.label_map}) {
      if (!path->empty()) *path = root_ / *path;
    }
    return input;
  }

  test::TempDir dir_;
  fs::path root_ = dir_ / "set";
};

TEST_P(DataSetTest, IsUnderstood) {
  VocListOptions options;
  options.base = root_;
  options.fields = {VocField::kDifficult, VocField::kTruncated, VocField::kOccluded};
  const VocList list = MakeAnnotationList(GetParam().format, Input(), options);
  std::map<std::string, std::vector<std::string>> found;
  for (const ListEntry& entry : list.entries) {
    const auto image = GetParam().images.find(entry.path);
    ASSERT_NE(image, GetParam().images.end()) << entry.path;
    found[entry.path] = ObjectsOf(entry, image->second.size, list.classes);
  }
  std::map<std::string, std::vector<std::string>> expected;
  for (const auto& [path, image] : GetParam().images) {
    if (image.listed) expected[path] = image.objects;
  }
  EXPECT_EQ(found, expected);
  EXPECT_EQ(list.unannotated, GetParam().images.size() - expected.size());
  std::vector<VocProblemKind> problems;
  for (const VocProblem& problem : list.problems.kept()) problems.push_back(problem.kind);
  EXPECT_EQ(problems, GetParam().problems);
}

constexpr ImageSize kWide{.width = 100, .height = 50};
constexpr ImageSize kPhoto{.width = 64, .height = 48};
constexpr ImageSize kTall{.width = 48, .height = 64};

using enum VocProblemKind;

std::vector<DataSet> YoloSets() {
  return {{"yolo_ultralytics",
           "yolo",
           "yolo/ultralytics",
           {.paths = {"data.yaml"}},
           {{"images/train/000000000009.jpg",
             {kPhoto, {"bicycle 24 12 40 36", "traffic light 0 0 16 24"}}},
            {"images/train/000000000025.jpg",
             {kPhoto, {"person 16 12 48 36", "person 0 0 64 48", "bicycle 6.4 4.8 32 24"}}},
            {"images/val/000000000030.jpg", {kTall, {}}},
            {"images/val/000000000042.jpg", {kTall, {}, false}}}},
          {"yolo_roboflow",
           "yolo",
           "yolo/roboflow",
           {.paths = {"data.yaml"}},
           {{"train/images/site-12_jpg.rf.4f0c1d2e3b4a59687766554433221100.jpg",
             {kWide, {"helmet 40 5 60 20", "head 20 20 60 40"}}},
            {"train/images/site-13_jpg.rf.00112233445566778899aabbccddeeff.jpg", {kWide, {}}},
            {"valid/images/site-20_png.rf.a1b2c3d4e5f60718293a4b5c6d7e8f90.jpg",
             {kPhoto, {"head 32 24 64 48"}}},
            {"test/images/site-21_jpg.rf.0f1e2d3c4b5a69788796a5b4c3d2e1f0.jpg",
             {kWide, {"helmet 0 0 10 10"}}}}}};
}

std::vector<DataSet> CocoSets() {
  return {
      {"coco",
       "coco",
       "coco",
       {.paths = {"annotations/instances_val2017.json"}, .images = "val2017"},
       {{"val2017/000000000139.jpg",
         {kPhoto, {"chair 10.25 5.5 30.75 35.5", "person 0 40 3 48 difficult", "chair 61 0 64 3"}}},
        {"val2017/000000000285.jpg", {kTall, {"bear 3 4 43 54"}}},
        {"val2017/000000000632.jpg", {kPhoto, {}}}}}};
}

std::vector<DataSet> LabelMeSets() {
  const std::map<std::string, ExpectedImage> images = {
      {"apc2016_1.jpg",
       {kWide,
        {"shelf 10 5 90.5 45.25", "ball 45 20 55 30", "bottle 20 10 30 20 occluded",
         "bottle 22 30 32.5 40"}}},
      {"images/windows.jpg", {kPhoto, {"bottle 12 6 24 36"}}},
      {"images/empty.jpg", {kPhoto, {}}},
      {"images/not_opened.jpg", {kPhoto, {}, false}}};
  auto merged = images;
  merged["apc2016_1.jpg"].objects = {"shelf 10 5 90.5 45.25", "ball 45 20 55 30",
                                     "bottle 20 10 32.5 40 occluded"};
  return {{"labelme", "labelme", "labelme", {.paths = {""}}, images, {kShapeWithoutBox}},
          {"labelme_groups",
           "labelme",
           "labelme",
           {.paths = {""}, .merge_groups = true},
           merged,
           {kShapeWithoutBox}}};
}

std::vector<DataSet> CvatSets() {
  return {{"cvat",
           "cvat",
           "cvat",
           {.paths = {"annotations.xml"}},
           {{"images/day/0001.jpg",
             {kWide, {"car 10 5 30 25 truncated occluded", "sign 30 10 50 50", "car 60 10 90 45"}}},
            {"images/day/0002.jpg", {kWide, {}}},
            {"images/night/0001.jpg", {kPhoto, {"sign 24 20 40 28", "car 40 30 43 32"}}}},
           {kShapeWithoutBox, kShapeWithoutBox, kShapeWithoutBox}}};
}

std::vector<DataSet> CsvSets() {
  return {{"csv_tensorflow",
           "csv",
           "csv/tensorflow",
           {.paths = {"train_labels.csv"}},
           {{"raccoon-17.jpg", {kWide, {"raccoon 1 1 100 50", "fox, red 11 6 30 25"}}},
            {"raccoon-11.jpg", {kPhoto, {"raccoon 3 1 50 47"}}}},
           {kPixelsFromOne}},
          {"csv_tensorflow_of_voc",
           "csv",
           "csv/tensorflow",
           {.paths = {"train_labels.csv"}, .coordinates = "edges"},
           {{"raccoon-17.jpg", {kWide, {"raccoon 0 0 100 50", "fox, red 10 5 30 25"}}},
            {"raccoon-11.jpg", {kPhoto, {"raccoon 2 0 50 47"}}}}},
          {"csv_retinanet",
           "csv",
           "csv/retinanet",
           {.paths = {"annotations.csv"}, .label_map = "classes.csv"},
           {{"images/img_001.jpg", {kWide, {"cow 10 5 30 25", "bird 50 10 90 45"}}},
            {"images/img_002.jpg", {kPhoto, {"cat 0 0 64 48"}}},
            {"images/img_003.jpg", {kPhoto, {}}}}}};
}

std::vector<DataSet> OpenImagesSets() {
  const std::map<std::string, ExpectedImage> images = {
      {"images/0001eeaf4aed83f9.jpg",
       {kWide, {"Airplane 10 5 30 25", "Person 50 12.5 75 50 truncated occluded"}}},
      {"images/000595fe6fee6369.jpg",
       {kPhoto, {"Food 0 0 64 48 difficult", "Fruit, fresh 16 24 32 36"}}},
      {"images/000a1249af2bc5f0.jpg", {kPhoto, {}, false}}};
  auto without_groups = images;
  without_groups["images/000595fe6fee6369.jpg"].objects = {"Fruit, fresh 16 24 32 36"};
  return {{"openimages",
           "openimages",
           "openimages",
           {.paths = {"validation-annotations-bbox.csv"},
            .images = "images",
            .label_map = "class-descriptions-boxable.csv"},
           images},
          {"openimages_without_groups",
           "openimages",
           "openimages",
           {.paths = {"validation-annotations-bbox.csv"},
            .images = "images",
            .label_map = "class-descriptions-boxable.csv",
            .drop = {"group"}},
           without_groups}};
}

INSTANTIATE_TEST_SUITE_P(Yolo, DataSetTest, testing::ValuesIn(YoloSets()), NameOf);
INSTANTIATE_TEST_SUITE_P(Coco, DataSetTest, testing::ValuesIn(CocoSets()), NameOf);
INSTANTIATE_TEST_SUITE_P(LabelMe, DataSetTest, testing::ValuesIn(LabelMeSets()), NameOf);
INSTANTIATE_TEST_SUITE_P(Cvat, DataSetTest, testing::ValuesIn(CvatSets()), NameOf);
INSTANTIATE_TEST_SUITE_P(Csv, DataSetTest, testing::ValuesIn(CsvSets()), NameOf);
INSTANTIATE_TEST_SUITE_P(OpenImages, DataSetTest, testing::ValuesIn(OpenImagesSets()), NameOf);

}  // namespace
}  // namespace imrec
