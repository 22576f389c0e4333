#include <imrec/coco_list.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class CocoListTest : public testing::Test {
 protected:
  CocoListTest() {
    for (const std::string name : {"a", "b"}) {
      test::WriteFile(dir_ / "images" / (name + ".jpg"),
                      test::MakeJpeg({.width = 100, .height = 50}));
    }
  }
  VocList Make(const std::string& json, const VocListOptions& options = {}) const {
    test::WriteFile(dir_ / "coco.json", json);
    return MakeCocoList(dir_ / "coco.json", dir_ / "images", options);
  }
  std::string Reason(const std::string& json) const {
    try {
      Make(json);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  test::TempDir dir_;
};

// Annotations may come before the images and categories that they speak of, with outlines of any
// depth and members nobody asked for.
constexpr const char* kCoco = R"({
  "info": {"year": 2017, "images": [1, {"file_name": "no.jpg"}]},
  "annotations": [
    {"id": 10, "image_id": 7, "category_id": 90, "iscrowd": 0, "area": 1.5,
     "segmentation": [[1, 2, 3.5, 4]], "bbox": [10, 5.0, 40, 20]},
    {"segmentation": {"counts": [1, 2], "size": [50, 100]}, "bbox": [0, 0, 100, 50],
     "iscrowd": 1, "image_id": 7, "id": 900100000011, "category_id": 1}],
  "images": [{"file_name": "b.jpg", "width": 100, "id": 9, "height": 50},
             {"license": 3, "file_name": "a.jpg", "coco_url": "x", "height": 50, "width": 100,
              "id": 7}],
  "categories": [{"supercategory": "home", "id": 90, "name": "toothbrush"},
                 {"id": 1, "name": "person", "keypoints": ["nose"]}, {"id": 3, "name": "car"}]
})";

TEST_F(CocoListTest, BoxesCategoriesAndCrowds) {
  const VocList list = Make(kCoco);
  EXPECT_THAT(list.problems, IsEmpty());
  EXPECT_THAT(list.classes, ElementsAre("person", "car", "toothbrush"));
  EXPECT_THAT(list.objects_per_class, ElementsAre(1, 0, 1));
  ASSERT_THAT(list.entries, SizeIs(2));
  EXPECT_EQ(list.entries[0].path, "b.jpg");
  EXPECT_THAT(list.entries[0].labels, ElementsAre(2, 6, -1, 0, 0, 0, 0, 0));
  EXPECT_EQ(list.entries[1].path, "a.jpg");
  EXPECT_THAT(list.entries[1].labels,
              ElementsAre(2, 6, 2, 0.1F, 0.1F, 0.5F, 0.5F, 0, 0, 0, 0, 1, 1, 1));
  EXPECT_EQ(list.negatives, 1U);
}

TEST_F(CocoListTest, OnlyObjectsInTheListsCount) {
  const VocList list = Make(R"({
    "annotations": [[0, 2, 3, 4], 5, "x", {"bbox": [[1, 2], 0, 0, 10, 10]}],
    "images": [["a.jpg"], {"id": 1, "file_name": "a.jpg"}], "extra": {"more": {"id": 9}},
    "again": {"images": [{"file_name": "b.jpg"}]}})");
  ASSERT_THAT(list.entries, SizeIs(1));
  EXPECT_EQ(list.negatives, 1U);
  // The one annotation is of no image.
  ASSERT_THAT(list.problems, SizeIs(1));
  EXPECT_EQ(list.problems[0].kind, VocProblemKind::kUnknownImage);
}

TEST_F(CocoListTest, GivenClassesMapByName) {
  const VocList list = Make(kCoco, {.classes = {"toothbrush"}});
  EXPECT_THAT(list.entries[1].labels, ElementsAre(2, 6, 0, 0.1F, 0.1F, 0.5F, 0.5F, 0));
  ASSERT_THAT(list.problems, SizeIs(1));
  EXPECT_THAT(Describe(list.problems[0]),
              HasSubstr("coco.json: object 900100000011 (person): is not in the class list"));
}

TEST_F(CocoListTest, WhatCannotBeUsedIsTold) {
  const VocList list = Make(R"({
    "images": [{"id": 1, "file_name": "a.jpg"}, {"id": 2, "file_name": "../coco.json"},
               {"id": 3, "file_name": "gone.jpg"}],
    "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3]},
                    {"id": 2, "image_id": 1, "category_id": 5, "bbox": [1, 2, 3, 4]},
                    {"id": 3, "image_id": 1, "category_id": 1, "bbox": [1, 2, 0, 4]},
                    {"id": 4, "image_id": 8, "category_id": 1, "bbox": [1, 2, 3, 4]},
                    {"id": 5, "image_id": 1, "category_id": 1, "bbox": [10, 5, 40, 20]}],
    "categories": [{"id": 1, "name": "x"}]})");
  std::vector<VocProblemKind> kinds;
  for (const VocProblem& problem : list.problems) kinds.push_back(problem.kind);
  EXPECT_THAT(kinds, ElementsAre(VocProblemKind::kUnknownImage, VocProblemKind::kMissingBox,
                                 VocProblemKind::kMissingClass, VocProblemKind::kEmptyBox,
                                 VocProblemKind::kMissingImage, VocProblemKind::kMissingImage));
  ASSERT_THAT(list.entries, SizeIs(1));
  EXPECT_THAT(list.entries[0].labels, SizeIs(8));
}

TEST_F(CocoListTest, WhatIsNoCocoIsAnErrorWithItsPlace) {
  EXPECT_THAT(Reason(R"({"images": [{"id": 1,]})"),
              testing::AllOf(HasSubstr("coco.json: byte 21"), HasSubstr("not well-formed JSON")));
  EXPECT_THAT(Reason("{}"), HasSubstr("expected a list \"images\""));
  EXPECT_THAT(Reason("[1, 2]"), HasSubstr("expected a list \"images\""));
  EXPECT_THAT(Reason(std::string(100'000, '[')), HasSubstr("not well-formed JSON"));
  EXPECT_THROW(MakeCocoList(dir_ / "none.json", dir_ / "images", {}), Error);
  EXPECT_THROW(MakeCocoList(dir_ / "coco.json", dir_ / "none", {}), Error);
}

}  // namespace
}  // namespace imrec
