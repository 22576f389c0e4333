#include <imrec/coco_list.h>

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/voc/coco/coco_list_fixture.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

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
  EXPECT_THAT(Problems(list), IsEmpty());
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
    "annotations": [[0, 2, 3, 4], 5, "x", null, {"id": 1, "image_id": 1, "category_id": 1,
                    "bbox": [[1, 2], 0, 0, 10, 10]}],
    "images": [["a.jpg"], {"id": 1, "file_name": "a.jpg"}], "extra": {"more": {"id": 9}},
    "categories": [3], "again": {"images": [{"file_name": "b.jpg"}]}})");
  ASSERT_THAT(list.entries, SizeIs(1));
  EXPECT_EQ(list.negatives, 1U);
  EXPECT_THAT(Problems(list),
              ElementsAre("annotation no. 1: is a list; expected an object; left out",
                          "annotation no. 2: is 5; expected an object; left out",
                          "annotation no. 3: is the string 'x'; expected an object; left out",
                          "annotation no. 4: is null; expected an object; left out",
                          "annotation 1: bbox holds a list; expected a list of 4 numbers; left out",
                          "image no. 1: is a list; expected an object; left out",
                          "category no. 1: is 3; expected an object; left out"));
}

TEST_F(CocoListTest, GivenClassesMapByName) {
  const VocList list = Make(kCoco, {.classes = {"toothbrush"}});
  EXPECT_THAT(list.entries[1].labels, ElementsAre(2, 6, 0, 0.1F, 0.1F, 0.5F, 0.5F, 0));
  EXPECT_THAT(Problems(list),
              ElementsAre("annotation 900100000011 (person): is not in the class list; left out"));
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
  EXPECT_THAT(KindsOf(list),
              ElementsAre(VocProblemKind::kMissingBox, VocProblemKind::kUnknownImage,
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
  EXPECT_THAT(Reason(R"([{"images": []}])"), HasSubstr("expected a list \"images\""));
  EXPECT_THAT(Reason(""), HasSubstr("not well-formed JSON"));
  EXPECT_THAT(Reason(std::string(100'000, '[')), HasSubstr("not well-formed JSON"));
  EXPECT_THROW(MakeCocoList(dir_ / "none.json", dir_ / "images", {}), Error);
  EXPECT_THROW(MakeCocoList(dir_ / "coco.json", dir_ / "none", {}), Error);
}

TEST_F(CocoListTest, ListsAreThereOnce) {
  EXPECT_THAT(
      Reason(R"({"images": [], "annotations": null, "categories": []})"),
      HasSubstr("coco.json: no COCO annotations: \"annotations\" is null; expected a list"));
  EXPECT_THAT(Reason(R"({"images": [], "annotations": {"1": {"id": 1}}})"),
              HasSubstr("\"annotations\" is an object; expected a list"));
  EXPECT_THAT(Reason(R"({"images": {"1": {"id": 1}}})"), HasSubstr("\"images\" is an object"));
  EXPECT_THAT(Reason(R"({"categories": NaN})"), HasSubstr("\"categories\" is NaN or infinite"));
  EXPECT_THAT(Reason(R"({"images": []})"), HasSubstr("expected a list \"annotations\""));
  EXPECT_THAT(Reason(R"({"images": [], "annotations": [{}]})"),
              HasSubstr("expected a list \"categories\""));
  EXPECT_THAT(Reason(R"({"images": [], "annotations": [], "images": []})"),
              HasSubstr("there are two lists \"images\""));
  // Without annotations nobody asks for categories.
  EXPECT_THAT(Make(R"({"images": [], "annotations": []})").entries, IsEmpty());
}

TEST_F(CocoListTest, AStreamIsReadAsAFile) {
  std::istringstream stream(kCoco);
  EXPECT_THAT(MakeCocoList(stream, "standard input", dir_ / "images", {}).entries, SizeIs(2));
  std::istringstream bad("{");
  try {
    MakeCocoList(bad, "standard input", dir_ / "images", {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("standard input: byte 1: not well-formed JSON"));
  }
}

TEST_F(CocoListTest, BoxesAreListsOfFourNumbers) {
  const auto problems = [&](const std::string& box) {
    return Problems(Make(R"({"images": [{"id": 1, "file_name": "a.jpg"}],
        "categories": [{"id": 1, "name": "x"}],
        "annotations": [{"id": 4, "image_id": 1, "category_id": 1)" +
                         box + "}]}"));
  };
  const std::string holds = "; expected a list of 4 numbers; left out";
  EXPECT_THAT(problems(R"(, "bbox": [1, 2, 3.5, 4e0])"), IsEmpty());
  EXPECT_THAT(problems(""), ElementsAre("annotation 4: has no bbox; left out"));
  EXPECT_THAT(problems(R"(, "bbox": null)"), ElementsAre("annotation 4: has no bbox; left out"));
  EXPECT_THAT(problems(R"(, "bbox": [])"),
              ElementsAre("annotation 4: bbox has 0 values; expected 4; left out"));
  EXPECT_THAT(problems(R"(, "bbox": [1, 2, 3, 4, 5])"),
              ElementsAre("annotation 4: bbox has 5 values; expected 4; left out"));
  EXPECT_THAT(problems(R"(, "bbox": {"width": 1, "height": 2, "x": 3, "y": 4})"),
              ElementsAre("annotation 4: bbox is an object" + holds));
  EXPECT_THAT(problems(R"(, "bbox": "1,2,3,4")"),
              ElementsAre("annotation 4: bbox is the string '1,2,3,4'" + holds));
  EXPECT_THAT(problems(R"(, "bbox": ["1", "2", "3", "4"])"),
              ElementsAre("annotation 4: bbox holds the string '1'" + holds));
  EXPECT_THAT(problems(R"(, "bbox": [1, true, 3, 4])"),
              ElementsAre("annotation 4: bbox holds true" + holds));
  EXPECT_THAT(problems(R"(, "bbox": [1, 2, {"w": 3}, 4])"),
              ElementsAre("annotation 4: bbox holds an object" + holds));
  EXPECT_THAT(problems(R"(, "bbox": [1, 2, 3, 4], "bbox": [5, 6, 7, 8])"),
              ElementsAre("annotation 4: has bbox twice; left out"));
  EXPECT_THAT(problems(R"(, "bbox": [10, 5, -5, 20])"),
              ElementsAre("annotation 4 (x): max before min (10 5 5 25); left out"));
  EXPECT_THAT(problems(R"(, "bbox": [1, 2, 3, 4], "iscrowd": "0")"),
              ElementsAre("annotation 4: iscrowd is the string '0'; expected 0 or 1; left out"));
  EXPECT_THAT(problems(R"(, "bbox": [1, 2, 3, 4], "iscrowd": false)"), IsEmpty());
  EXPECT_THAT(problems(R"(, "bbox": [1, 2, 3, 4], "image_id": 1)"),
              ElementsAre("annotation 4: has image_id twice; left out"));
}

TEST_F(CocoListTest, AnObjectOfAWrongCrowdFlagIsLeftOut) {
  const VocList list = Make(R"({"images": [{"id": 1, "file_name": "a.jpg"}],
      "categories": [{"id": 1, "name": "x"}],
      "annotations": [{"id": 4, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4],
                       "iscrowd": 2}]})");
  EXPECT_THAT(Problems(list), ElementsAre("annotation 4: iscrowd is 2; expected 0 or 1; left out"));
  EXPECT_EQ(list.objects, 0U);
}

TEST_F(CocoListTest, NaNMattersWhereItIsUsed) {
  const auto make = [&](const std::string& more) {
    return Make(R"({"images": [{"id": 1, "file_name": "a.jpg", "height": 50}],
        "categories": [{"id": 1, "name": "x"}],
        "annotations": [{"id": 3, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]},
                        {"id": 4, "image_id": 1, "category_id": 1, )" +
                more + "}]}");
  };
  const VocList unused = make(R"("bbox": [1, 2, 3, 5], "area": NaN, "score": -Infinity,
      "segmentation": [[NaN, 1, Infinity]], "note": "NaN")");
  EXPECT_THAT(Problems(unused), IsEmpty());
  EXPECT_EQ(unused.objects, 2U);
  const VocList used = make(R"("bbox": [1, NaN, 3, 4])");
  EXPECT_THAT(Problems(used), ElementsAre("annotation 4: bbox holds NaN or infinite; expected a "
                                          "list of 4 numbers; left out"));
  EXPECT_EQ(used.problems.count(VocProblemKind::kBadField), 1U);
  EXPECT_EQ(used.objects, 1U);
  EXPECT_THAT(Reason(R"({"images": [nan]})"), HasSubstr("byte 13: not well-formed JSON"));
}

TEST_F(CocoListTest, LvisNamesItsFilesByAddress) {
  const VocList list = Make(R"({"images": [
      {"id": 1, "coco_url": "http://images.cocodataset.org/val2017/a.jpg"},
      {"id": 2, "coco_url": "http://x/none.jpg", "file_name": "b.jpg"},
      {"id": 3, "coco_url": 7, "file_name": null},
      {"id": 4, "file_name": 12}], "categories": [], "annotations": []})");
  EXPECT_THAT(Problems(list), ElementsAre("image 3: has no file_name and no coco_url; left out",
                                          "image 4: file_name is 12; expected a string; left out"));
  ASSERT_THAT(list.entries, SizeIs(2));
  EXPECT_EQ(list.entries[0].path, "a.jpg");
  EXPECT_EQ(list.entries[1].path, "b.jpg");
}

TEST_F(CocoListTest, SizesOfImagesAreChecked) {
  const VocList list = Make(R"({"images": [
      {"id": 1, "file_name": "a.jpg", "width": 200, "height": 50},
      {"id": 2, "file_name": "b.jpg", "width": NaN, "height": -1}],
      "categories": [], "annotations": []})");
  EXPECT_THAT(Problems(list),
              ElementsAre("image 2 (b.jpg): width is NaN or infinite; expected a number of pixels; "
                          "ignored",
                          "image 1 (a.jpg): says 200x50, but the image is 100x50"));
  for (const VocProblem& problem : list.problems.kept()) EXPECT_TRUE(IsFault(problem.kind));
  EXPECT_THAT(list.entries, SizeIs(2));
}

TEST_F(CocoListTest, BoxesWithinOneLookNormalised) {
  const auto looks = [&](const std::string& boxes) {
    return Make(R"({"images": [{"id": 1, "file_name": "a.jpg"}],
        "categories": [{"id": 1, "name": "x"}], "annotations": [)" +
                boxes + "]}")
        .looks_normalised();
  };
  const std::string share = R"({"image_id": 1, "category_id": 1, "bbox": [0.5, 0.25, 0.5, 0.7]})";
  const std::string pixels = R"({"image_id": 1, "category_id": 1, "bbox": [0.5, 0.25, 20, 20]})";
  EXPECT_TRUE(looks(share));
  EXPECT_FALSE(looks(share + ',' + pixels));
  EXPECT_FALSE(looks(""));
}

TEST_F(CocoListTest, AByteOrderMarkDoesNoHarm) {
  EXPECT_THAT(Make("\xef\xbb\xbf" + std::string(kCoco)).entries, SizeIs(2));
}

}  // namespace
}  // namespace imrec
