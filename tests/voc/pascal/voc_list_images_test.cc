// Which image an annotation gets in a list, and what becomes of images without annotation.
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/coco_list.h>
#include <imrec/error.h>
#include <imrec/voc_list.h>

#include "tests/support/files.h"
#include "tests/support/voc_set.h"

namespace imrec {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr ImageSize kImageSize = {.width = 100, .height = 50};

std::vector<std::string> Paths(const VocList& list) {
  std::vector<std::string> paths;
  for (const ListEntry& entry : list.entries) paths.push_back(entry.path);
  return paths;
}

std::vector<VocProblemKind> ProblemKinds(const VocList& list) {
  std::vector<VocProblemKind> kinds;
  for (const VocProblem& problem : list.problems.kept()) kinds.push_back(problem.kind);
  return kinds;
}

std::string Told(const VocList& list, std::size_t i) {
  return Describe(list.problems.kept().at(i));
}

class ListImages : public testing::Test {
 protected:
  void AddImage(const std::string& path) const {
    test::WriteFile(dir_ / ("JPEGImages/" + path), test::MakeJpeg(kImageSize));
  }
  // An annotation with one object that gives this file name.
  void Annotate(const std::string& stem, const std::string& filename,
                const std::string& name = "dog") const {
    test::WriteFile(dir_ / ("Annotations/" + stem + ".xml"),
                    "<annotation><filename>" + filename + "</filename>" +
                        test::VocObjectXml(name, 1, 1, 50, 25) + "</annotation>");
  }
  VocList Make(const VocListOptions& options = {}) const {
    return MakeVocList({{.root = dir_.path()}}, options);
  }
  // JSON with these file names, ids 1, 2 ..
  VocList MakeCoco(const std::vector<std::string>& names,
                   const VocListOptions& options = {}) const {
    std::string images;
    for (std::size_t i = 0; i < names.size(); ++i) {
      images += (i == 0 ? "" : ",") + std::string(R"({"id": )") + std::to_string(i + 1) +
                R"(, "file_name": ")" + names[i] + R"("})";
    }
    test::WriteFile(dir_ / "c.json",
                    R"({"annotations": [], "categories": [], "images": [)" + images + "]}");
    return MakeCocoList(dir_ / "c.json", dir_ / "JPEGImages", options);
  }

  test::TempDir dir_;
};

TEST_F(ListImages, SubstitutionsAreCountedAndNamed) {
  AddImage("v1/1.jpg");
  AddImage("2.jpg");
  const VocList list = MakeCoco({"v2/1.jpg", "2.png"});
  EXPECT_THAT(Paths(list), ElementsAre("v1/1.jpg", "2.jpg"));
  EXPECT_EQ(list.problems.count(VocProblemKind::kSubstitutedImage), 2U);
  EXPECT_THAT(Told(list, 0),
              HasSubstr("c.json: image 1 (v2/1.jpg): there is no 'v2/1.jpg'; v1/1.jpg, in another "
                        "folder, is used"));
  EXPECT_THAT(Told(list, 1), HasSubstr("2.jpg, with another extension, is used"));
  EXPECT_FALSE(IsFault(VocProblemKind::kSubstitutedImage));
}

TEST_F(ListImages, AmbiguousAndMissingOnesAreLeftOut) {
  AddImage("v1/1.jpg");
  AddImage("v2/1.jpg");
  AddImage("3.jpg");
  const VocList list = MakeCoco({"v3/1.jpg", "2.jpg", "3.jpg"});
  EXPECT_THAT(Paths(list), ElementsAre("3.jpg"));
  EXPECT_THAT(ProblemKinds(list),
              ElementsAre(VocProblemKind::kAmbiguousImage, VocProblemKind::kMissingImage));
  EXPECT_THAT(Told(list, 0),
              HasSubstr("several images match 'v3/1.jpg': v1/1.jpg, v2/1.jpg; left out"));
  EXPECT_TRUE(LeavesOutImage(VocProblemKind::kAmbiguousImage));
}

TEST_F(ListImages, AnImageOfAnUnknownFormatIsNotReplaced) {
  AddImage("a.jpg");
  test::WriteFile(dir_ / "JPEGImages/a.tga", "x");
  const VocList list = MakeCoco({"a.tga"});
  EXPECT_THAT(list.entries, IsEmpty());
  EXPECT_THAT(Told(list, 0),
              HasSubstr("'a.tga' is not a regular file of a format that imrec reads; "));
}

TEST_F(ListImages, WhatIsNoRegularFileIsNamedAndNotOpened) {
  AddImage("a.jpg");
  Annotate("a", "a.jpg");
  std::filesystem::create_symlink(dir_ / "nowhere", dir_ / "Annotations/link.xml");
  ASSERT_EQ(::mkfifo((dir_ / "Annotations/pipe.xml").c_str(), 0600), 0);
  ASSERT_EQ(::mkfifo((dir_ / "JPEGImages/b.jpg").c_str(), 0600), 0);
  AddImage("b.png");
  const VocList list = Make();
  EXPECT_THAT(Paths(list), ElementsAre("JPEGImages/a.jpg"));
  EXPECT_THAT(Told(list, 0), HasSubstr("link.xml: not a regular file; left out"));
  EXPECT_THAT(Told(list, 1), HasSubstr("pipe.xml: not a regular file; left out"));
  EXPECT_THAT(ProblemKinds(MakeCoco({"b.jpg"})), ElementsAre(VocProblemKind::kUnreadableImage));
}

TEST_F(ListImages, TheImageOfAnotherAnnotationIsNotTakenInstead) {
  AddImage("video1/1.jpg");
  const VocList coco = MakeCoco({"video2/1.jpg", "video1/1.jpg"});
  EXPECT_THAT(Paths(coco), ElementsAre("video1/1.jpg"));
  EXPECT_THAT(ProblemKinds(coco),
              ElementsAre(VocProblemKind::kSubstitutedImage, VocProblemKind::kSharedImage));
  EXPECT_THAT(Told(coco, 1), AllOf(HasSubstr("image 1 (video2/1.jpg): its image"),
                                   HasSubstr("is that of image 2; left out")));
  Annotate("video1/1", "1.jpg", "cat");
  Annotate("video2/1", "1.jpg", "dog");
  const VocList voc = Make();
  EXPECT_THAT(Paths(voc), ElementsAre("JPEGImages/video1/1.jpg"));
  EXPECT_THAT(voc.classes, ElementsAre("cat"));
  EXPECT_THAT(Told(voc, 0), HasSubstr("there is no 'video2/1.jpg'"));
  EXPECT_THAT(Told(voc, 1),
              AllOf(HasSubstr("video2/1.xml: its image"), HasSubstr("video1/1.xml; left out")));
}

TEST_F(ListImages, AnUnreadableAnnotationKeepsItsImage) {
  AddImage("v1/1.jpg");
  test::WriteFile(dir_ / "Annotations/v1/1.xml", "<annotation>");
  Annotate("v2/1", "1.jpg");
  const VocList list = Make();
  EXPECT_THAT(list.entries, IsEmpty());
  EXPECT_THAT(ProblemKinds(list),
              ElementsAre(VocProblemKind::kUnreadableAnnotation, VocProblemKind::kSubstitutedImage,
                          VocProblemKind::kSharedImage));
}

TEST_F(ListImages, TwoAnnotationsOfOneImageAreBothNamed) {
  AddImage("x.jpg");
  AddImage("y.jpg");
  Annotate("a", "x.jpg");
  Annotate("b", "x.jpg");
  Annotate("y", "y.jpg");
  const VocList list = Make();
  EXPECT_THAT(Paths(list), ElementsAre("JPEGImages/y.jpg"));
  EXPECT_THAT(ProblemKinds(list),
              ElementsAre(VocProblemKind::kSharedImage, VocProblemKind::kSharedImage));
  EXPECT_THAT(Told(list, 0), AllOf(HasSubstr("a.xml: its image"), HasSubstr("b.xml as well")));
  EXPECT_THAT(Told(list, 1), AllOf(HasSubstr("b.xml: its image"), HasSubstr("a.xml as well")));
  EXPECT_THAT(MakeCoco({"x.jpg", "x.jpg"}).entries, IsEmpty());
}

TEST_F(ListImages, TheAnnotationOfTheImagesNameComesFirst) {
  AddImage("x.jpg");
  Annotate("x", "x.jpg", "cat");
  Annotate("x (1)", "x.jpg", "dog");
  const VocList list = Make();
  EXPECT_THAT(Paths(list), ElementsAre("JPEGImages/x.jpg"));
  EXPECT_THAT(list.classes, ElementsAre("cat"));
  EXPECT_THAT(ProblemKinds(list), ElementsAre(VocProblemKind::kSharedImage));
}

TEST_F(ListImages, TwoFilesOfOneAnnotationsNameShareAnImage) {
  AddImage("x.jpg");
  Annotate("x", "x.jpg");
  test::WriteFile(dir_ / "Annotations/x.XML", "<annotation/>");
  EXPECT_EQ(Make().problems.count(VocProblemKind::kSharedImage), 2U);
}

TEST_F(ListImages, CopiesOfAnnotationsKeepTheirOwnImages) {
  // Of augmented pictures, where the file name inside was not changed.
  AddImage("1.jpg");
  AddImage("1_flipped.jpg");
  Annotate("1", "1.jpg", "cat");
  Annotate("1_flipped", "1.jpg", "dog");
  const VocList list = Make();
  EXPECT_THAT(Paths(list), ElementsAre("JPEGImages/1.jpg", "JPEGImages/1_flipped.jpg"));
  EXPECT_THAT(list.entries[1].labels, testing::Contains(1));
  EXPECT_THAT(ProblemKinds(list), ElementsAre(VocProblemKind::kSubstitutedImage));
  EXPECT_THAT(Told(list, 0),
              HasSubstr("says '1.jpg', but 1_flipped.jpg has the annotation's name and is used"));
}

TEST_F(ListImages, TheSameRootTwiceIsToldAndTakenOnce) {
  AddImage("x.jpg");
  Annotate("x", "x.jpg");
  const VocList list = MakeVocList({{.root = dir_.path()}, {.root = dir_ / "."}}, {});
  EXPECT_THAT(list.entries, SizeIs(1));
  EXPECT_THAT(ProblemKinds(list), ElementsAre(VocProblemKind::kRepeatedName));
}

TEST_F(ListImages, TwoRootsMayShareAnnotationsOfDifferentImages) {
  AddImage("x.jpg");
  Annotate("x", "x.jpg");
  test::WriteFile(dir_ / "large/x.jpg", test::MakeJpeg({200, 100}));
  const VocList list =
      MakeVocList({{.root = dir_.path()},
                   {.root = {}, .annotations = dir_ / "Annotations", .images = dir_ / "large"}},
                  {});
  EXPECT_THAT(Paths(list), ElementsAre("JPEGImages/x.jpg", "large/x.jpg"));
  EXPECT_THAT(list.problems.kept(), IsEmpty());
}

TEST_F(ListImages, SizesThatDifferAreAFault) {
  test::WriteVocSample(dir_.path(), "x", {20, 10}, {});
  test::WriteVocXml(dir_.path(), "x", {30, 10}, {});
  EXPECT_THAT(ProblemKinds(Make()), ElementsAre(VocProblemKind::kSizeMismatch));
  EXPECT_TRUE(IsFault(VocProblemKind::kSizeMismatch));
}

TEST_F(ListImages, UnannotatedOnesAreCountedOrTaken) {
  for (const std::string name : {"a.jpg", "b.jpg", "sub/c.jpg"}) AddImage(name);
  test::WriteFile(dir_ / "JPEGImages/note.txt", "x");
  Annotate("b", "b.jpg");
  const VocList ignored = Make();
  EXPECT_EQ(ignored.unannotated, 2U);
  EXPECT_EQ(ignored.negatives, 0U);
  EXPECT_THAT(Paths(ignored), ElementsAre("JPEGImages/b.jpg"));
  EXPECT_THAT(ignored.problems.kept(), IsEmpty());
  const VocList taken = Make({.take_unannotated = true});
  EXPECT_EQ(taken.unannotated, 2U);
  EXPECT_EQ(taken.negatives, 2U);
  EXPECT_EQ(taken.annotations, 1U);
  EXPECT_THAT(Paths(taken),
              ElementsAre("JPEGImages/b.jpg", "JPEGImages/a.jpg", "JPEGImages/sub/c.jpg"));
  EXPECT_THAT(taken.entries[2].labels, ElementsAre(2, 6, -1, 0, 0, 0, 0, 0));
  EXPECT_THAT(taken.problems.kept(), IsEmpty());
}

TEST_F(ListImages, ImagesOfAnnotationsThatAreLeftOutAreNotUnannotated) {
  for (const std::string name : {"broken.jpg", "v1/x.jpg", "v2/x.jpg", "s.jpg", "p.jpg", "p.png"}) {
    AddImage(name);
  }
  test::WriteFile(dir_ / "Annotations/broken.xml", "<annotation>");
  Annotate("v3/x", "x.jpg");
  Annotate("s", "s.jpg");
  Annotate("t", "s.jpg");
  Annotate("p", "");
  const VocList list = Make({.take_unannotated = true});
  EXPECT_EQ(list.unannotated, 0U);
  EXPECT_THAT(Paths(list), ElementsAre("JPEGImages/s.jpg"));
}

TEST_F(ListImages, UnannotatedOnesThatCannotBeReadAreNamed) {
  AddImage("a.jpg");
  Annotate("a", "a.jpg");
  test::WriteFile(dir_ / "JPEGImages/b.jpg", "no picture");
  EXPECT_THAT(Make().problems.kept(), IsEmpty());
  const VocList list = Make({.take_unannotated = true});
  EXPECT_THAT(ProblemKinds(list), ElementsAre(VocProblemKind::kUnreadableImage));
  EXPECT_THAT(list.entries, SizeIs(1));
}

TEST_F(ListImages, CocoKnowsUnannotatedOnesToo) {
  for (const std::string name : {"a.jpg", "b.jpg", "c.jpg"}) AddImage(name);
  const VocList ignored = MakeCoco({"b.jpg"});
  EXPECT_EQ(ignored.unannotated, 2U);
  EXPECT_THAT(Paths(ignored), ElementsAre("b.jpg"));
  EXPECT_THAT(Paths(MakeCoco({"b.jpg"}, {.take_unannotated = true})),
              ElementsAre("b.jpg", "a.jpg", "c.jpg"));
  // An entry that is left out speaks of its image all the same.
  test::WriteFile(dir_ / "d.json", R"({"annotations": [], "categories": [],
                                       "images": [{"file_name": "a.jpg"}]})");
  EXPECT_EQ(MakeCocoList(dir_ / "d.json", dir_ / "JPEGImages", {}).unannotated, 2U);
  // Nor can another entry have it.
  test::WriteFile(dir_ / "d.json", R"({"annotations": [], "categories": [],
      "images": [{"file_name": "a.jpg"}, {"id": 1, "file_name": "v1/a.jpg"}]})");
  EXPECT_THAT(ProblemKinds(MakeCocoList(dir_ / "d.json", dir_ / "JPEGImages", {})),
              ElementsAre(VocProblemKind::kBadImage, VocProblemKind::kSubstitutedImage,
                          VocProblemKind::kSharedImage));
}

TEST_F(ListImages, OfASetOnlyItsNamesCanBeUnannotated) {
  for (const std::string name : {"a.jpg", "b.jpg", "c d.jpg", "e.jpg"}) AddImage(name);
  Annotate("a", "a.jpg");
  test::WriteFile(dir_ / "ImageSets/Main/val.txt", "b\na\nc d\ne.jpg 1\nzzz\n");
  const VocList ignored = Make({.set = {.name = "val"}});
  EXPECT_EQ(ignored.unannotated, 3U);
  EXPECT_THAT(Paths(ignored), ElementsAre("JPEGImages/a.jpg"));
  EXPECT_EQ(ignored.problems.count(VocProblemKind::kMissingAnnotation), 4U);
  EXPECT_THAT(Told(ignored, 0), HasSubstr("val.txt:1: no annotation 'b'; left out"));
  EXPECT_THAT(Told(ignored, 3), HasSubstr("val.txt:5: no annotation 'zzz' and no such image"));
  const VocList taken = Make({.set = {.name = "val"}, .take_unannotated = true});
  EXPECT_THAT(Paths(taken), ElementsAre("JPEGImages/b.jpg", "JPEGImages/a.jpg",
                                        "JPEGImages/c d.jpg", "JPEGImages/e.jpg"));
  EXPECT_THAT(ProblemKinds(taken), ElementsAre(VocProblemKind::kMissingAnnotation));
  test::WriteFile(dir_ / "ImageSets/Main/val.txt", "\n");
  EXPECT_THAT(Make({.set = {.name = "val"}, .take_unannotated = true}).entries, IsEmpty());
}

TEST_F(ListImages, FoldersMayLieInEachOther) {
  AddImage("a.jpg");
  AddImage("sub/b.jpg");
  Annotate("a", "a.jpg");
  test::WriteFile(dir_ / "more/b.xml", "<annotation/>");
  const VocList list =
      MakeVocList({{.root = dir_.path()},
                   {.root = {}, .annotations = dir_ / "more", .images = dir_ / "JPEGImages/sub"}},
                  {.take_unannotated = true});
  EXPECT_EQ(list.unannotated, 0U);
  EXPECT_THAT(Paths(list), ElementsAre("JPEGImages/a.jpg", "JPEGImages/sub/b.jpg"));
}

TEST_F(ListImages, WithoutARootPathsStartAtTheImages) {
  AddImage("a.jpg");
  Annotate("a", "a.jpg");
  const VocList list = MakeVocList(
      {{.root = {}, .annotations = dir_ / "Annotations", .images = dir_ / "JPEGImages"}}, {});
  EXPECT_THAT(Paths(list), ElementsAre("a.jpg"));
  EXPECT_EQ(list.base, std::filesystem::canonical(dir_ / "JPEGImages"));
}

TEST_F(ListImages, NamesWithoutAnyAnnotationAreToldToTheEnd) {
  test::WriteFile(dir_ / "ImageSets/Main/val.txt", "x\ny\n");
  std::filesystem::create_directory(dir_ / "Annotations");
  const VocList list = Make({.set = {.name = "val"}});
  EXPECT_THAT(list.entries, IsEmpty());
  EXPECT_THAT(Told(list, 0), HasSubstr("val.txt:1: no annotation 'x'"));
  EXPECT_THAT(Told(list, 1), HasSubstr("val.txt:2: no annotation 'y'"));
}

TEST_F(ListImages, WrongUseComesBeforeAnyReading) {
  Annotate("a", "a.jpg");
  test::WriteFile(dir_ / "ImageSets/Main/val.txt", "zzz\n");
  std::filesystem::create_directory(dir_ / "other");
  EXPECT_THROW(
      MakeVocList({{.root = dir_.path()}, {.root = dir_ / "other"}}, {.set = {.name = "val"}}),
      Error);
  EXPECT_THROW(MakeVocList({{.root = dir_.path()}, {.root = dir_ / "other"}},
                           {.set = {.name = "x", .lines = "a\n"}}),
               Error);
}

TEST_F(ListImages, ProblemsComeInTheOrderOfTheSamples) {
  for (int i = 100; i < 300; ++i) Annotate(std::to_string(i), "gone.jpg");
  std::filesystem::create_directory(dir_ / "JPEGImages");
  const VocList list = Make({.threads = 4});
  ASSERT_THAT(list.problems.kept(), SizeIs(200));
  for (int i = 100; i < 300; ++i) {
    ASSERT_THAT(Told(list, static_cast<std::size_t>(i - 100)),
                HasSubstr(std::to_string(i) + ".xml"));
  }
}

}  // namespace
}  // namespace imrec
