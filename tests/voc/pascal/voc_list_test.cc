#include <imrec/voc_list.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"
#include "tests/support/voc_set.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr ImageSize kSize = {.width = 100, .height = 50};

std::vector<VocProblemKind> KindsOf(const VocList& list) {
  std::vector<VocProblemKind> kinds;
  for (const VocProblem& problem : list.problems.kept()) kinds.push_back(problem.kind);
  return kinds;
}

class VocListTest : public testing::Test {
 protected:
  VocList Make(const VocListOptions& options = {}) const {
    return MakeVocList({{.root = dir_.path()}}, options);
  }
  void Add(const std::string& stem, const std::vector<std::string>& objects) const {
    test::WriteVocSample(dir_.path(), stem, kSize, objects);
  }

  test::TempDir dir_;
};

TEST_F(VocListTest, LabelsHaveClassBoxAndDifficult) {
  Add("a", {test::VocObjectXml("dog", 11, 6, 50, 25, "<difficult>1</difficult>"),
            test::VocObjectXml("cat", 1, 1, 100, 50)});
  const VocList list = Make();
  EXPECT_THAT(list.problems.kept(), IsEmpty());
  EXPECT_THAT(list.classes, ElementsAre("cat", "dog"));
  ASSERT_THAT(list.entries, SizeIs(1));
  EXPECT_EQ(list.entries[0].path, "JPEGImages/a.jpg");
  EXPECT_THAT(list.entries[0].labels,
              ElementsAre(2, 6, 1, 0.1F, 0.1F, 0.5F, 0.5F, 1, 0, 0, 0, 1, 1, 0));
  EXPECT_THAT(list.objects_per_class, ElementsAre(1, 1));
}

TEST_F(VocListTest, HeaderAndFieldsAreChosen) {
  Add("a", {test::VocObjectXml("dog", 1, 1, 50, 25, "<occluded>1</occluded>")});
  EXPECT_THAT(Make({.size_in_header = true, .fields = {}}).entries[0].labels,
              ElementsAre(4, 5, 100, 50, 0, 0, 0, 0.5F, 0.5F));
  EXPECT_THAT(Make({.fields = ParseVocFields("truncated,occluded")}).entries[0].labels,
              ElementsAre(2, 7, 0, 0, 0, 0.5F, 0.5F, 0, 1));
  EXPECT_THROW(ParseVocFields("pose"), Error);
  EXPECT_THROW(ParseVocFields("difficult,"), Error);
}

TEST_F(VocListTest, ImagesWithoutObjectsAreKeptOrDropped) {
  Add("a", {});
  Add("b", {test::VocObjectXml("dog", 1, 1, 50, 25)});
  const VocList kept = Make();
  ASSERT_THAT(kept.entries, SizeIs(2));
  EXPECT_THAT(kept.entries[0].labels, ElementsAre(2, 6, -1, 0, 0, 0, 0, 0));
  EXPECT_EQ(kept.negatives, 1U);
  const VocList dropped = Make({.keep_negatives = false});
  ASSERT_THAT(dropped.entries, SizeIs(1));
  EXPECT_EQ(dropped.entries[0].path, "JPEGImages/b.jpg");
  EXPECT_EQ(dropped.entries[0].index, 0U);
}

TEST_F(VocListTest, GivenClassesDecideNumbers) {
  Add("a", {test::VocObjectXml("dog", 1, 1, 50, 25), test::VocObjectXml("ufo", 1, 1, 50, 25)});
  const VocList left_out = Make({.classes = {"cat", "dog"}});
  EXPECT_THAT(KindsOf(left_out), ElementsAre(VocProblemKind::kUnknownClass));
  EXPECT_THAT(left_out.entries[0].labels, SizeIs(8));
  EXPECT_EQ(left_out.entries[0].labels[2], 1);
  const VocList added = Make({.classes = {"cat", "dog"}, .add_unknown_classes = true});
  EXPECT_THAT(added.problems.kept(), IsEmpty());
  EXPECT_THAT(added.classes, ElementsAre("cat", "dog", "ufo"));
}

TEST_F(VocListTest, BadBoxesAreNamedWithTheirLine) {
  Add("a", {test::VocObjectXml("dog", 1, 1, 50, 25), test::VocObjectXml("rbc", 9, 9, 9, 9),
            test::VocObjectXml("dog", 1, 1, 50, 25), test::VocObjectXml("cat", 10, 10, 200, 20)});
  const VocList list = Make();
  EXPECT_THAT(KindsOf(list),
              ElementsAre(VocProblemKind::kEmptyBox, VocProblemKind::kDuplicateObject,
                          VocProblemKind::kPartlyOutsideBox));
  EXPECT_THAT(Describe(list.problems.kept()[0]),
              HasSubstr("Annotations/a.xml:5: object 2 (rbc): has no area (9 9 9 9); left out"));
  EXPECT_EQ(list.objects, 3U);
  EXPECT_EQ(list.entries[0].labels.at(2 + 2 * 6 + 3), 1);  // clipped to the right edge
  EXPECT_EQ(Make({.drop_bad_boxes = true}).objects, 2U);
  // A class that has no good box is none.
  EXPECT_THAT(list.classes, ElementsAre("cat", "dog"));
}

TEST_F(VocListTest, OneBadFileDoesNotStopTheOthers) {
  Add("good", {test::VocObjectXml("dog", 1, 1, 50, 25)});
  test::WriteFile(dir_ / "Annotations/broken.xml", "<annotation><object>");
  test::WriteVocXml(dir_.path(), "lost", kSize, {});
  Add("garbage", {});
  test::WriteFile(dir_ / "JPEGImages/garbage.jpg", "not a picture");
  const VocList list = Make();
  ASSERT_THAT(list.entries, SizeIs(1));
  EXPECT_THAT(KindsOf(list),
              ElementsAre(VocProblemKind::kUnreadableAnnotation, VocProblemKind::kUnreadableImage,
                          VocProblemKind::kMissingImage));
  for (const VocProblem& problem : list.problems.kept()) EXPECT_TRUE(LeavesOutImage(problem.kind));
}

TEST_F(VocListTest, TheImageDecidesItsSize) {
  test::WriteVocSample(dir_.path(), "none", kSize, {});
  test::WriteVocXml(dir_.path(), "none", {0, 0}, {test::VocObjectXml("dog", 1, 1, 50, 25)});
  test::WriteVocSample(dir_.path(), "wrong", kSize, {});
  test::WriteVocXml(dir_.path(), "wrong", {200, 100}, {test::VocObjectXml("dog", 1, 1, 50, 25)});
  const VocList list = Make();
  EXPECT_THAT(KindsOf(list), ElementsAre(VocProblemKind::kSizeMismatch));
  EXPECT_THAT(Describe(list.problems.kept()[0]),
              HasSubstr("says 200x100, but the image is 100x50"));
  for (const ListEntry& entry : list.entries) {
    EXPECT_THAT(entry.labels, ElementsAre(2, 6, 0, 0, 0, 0.5F, 0.5F, 0));
  }
}

TEST_F(VocListTest, LabelsAreOfTheUprightPicture) {
  // Stored 40x20, seen 20x40: turned by a quarter clockwise.
  for (const std::string stem : {"stored", "upright"}) {
    test::WriteFile(dir_ / "JPEGImages" / (stem + ".jpg"),
                    test::MakeRotatedJpeg({.width = 40, .height = 20}, 6));
  }
  test::WriteVocXml(dir_.path(), "stored", {40, 20}, {test::VocObjectXml("a", 1, 1, 10, 10)});
  test::WriteVocXml(dir_.path(), "upright", {20, 40}, {test::VocObjectXml("a", 11, 1, 20, 10)});
  const VocList list = Make();
  EXPECT_THAT(KindsOf(list), ElementsAre(VocProblemKind::kSizeAsStored));
  EXPECT_THAT(Describe(list.problems.kept()[0]),
              HasSubstr("stored.xml: says 40x20, as the image is stored, but it is shown turned, "
                        "20x40; its boxes are turned as well"));
  for (const ListEntry& entry : list.entries) {
    EXPECT_THAT(entry.labels, ElementsAre(2, 6, 0, 0.5F, 0, 1, 0.25F, 0)) << entry.path;
  }
}

TEST_F(VocListTest, ResultsDoNotDependOnThreads) {
  for (int i = 0; i < 60; ++i) {
    Add(std::to_string(i), {test::VocObjectXml("c" + std::to_string(i % 5), 1, 1, 2 + i, 25)});
  }
  const VocList one = Make({.threads = 1});
  const VocList four = Make({.threads = 4});
  ASSERT_THAT(one.entries, SizeIs(60));
  ASSERT_THAT(four.entries, SizeIs(60));
  EXPECT_EQ(one.classes, four.classes);
  for (std::size_t i = 0; i < 60; ++i) {
    EXPECT_EQ(one.entries[i].path, four.entries[i].path);
    EXPECT_EQ(one.entries[i].labels, four.entries[i].labels);
  }
}

TEST_F(VocListTest, PathsStartAtTheFolderThatRootsShare) {
  for (const std::string root : {"VOC2007", "VOC2012"}) {
    test::WriteVocSample(dir_ / root, "1", kSize, {});
  }
  const VocList list = MakeVocList({{.root = dir_ / "VOC2007"}, {.root = dir_ / "VOC2012"}}, {});
  EXPECT_EQ(list.base, std::filesystem::canonical(dir_.path()));
  ASSERT_THAT(list.entries, SizeIs(2));
  EXPECT_EQ(list.entries[0].path, "VOC2007/JPEGImages/1.jpg");
  EXPECT_EQ(list.entries[1].path, "VOC2012/JPEGImages/1.jpg");
  EXPECT_EQ(list.entries[1].index, 1U);
}

}  // namespace
}  // namespace imrec
