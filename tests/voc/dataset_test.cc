#include <imrec/voc_dataset.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"
#include "tests/support/voc_set.h"
#include "voc/image_finder.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class VocDataset : public testing::Test {
 protected:
  VocDataset() {
    for (const std::string stem : {"b", "a", "c"}) test::WriteVocXml(dir_.path(), stem, {}, {});
  }
  std::vector<std::string> Find(const std::string& set) {
    const VocRoot root = ResolveVocRoot({.root = dir_.path()});
    std::vector<std::string> stems;
    for (const VocSample& sample : FindVocSamples(root, 0, set, problems_)) {
      stems.push_back(sample.stem);
    }
    return stems;
  }
  void WriteSet(const std::string& name, const std::string& text) const {
    test::WriteFile(dir_ / "ImageSets/Main" / (name + ".txt"), text);
  }

  test::TempDir dir_;
  VocProblems problems_;
};

TEST_F(VocDataset, AllAnnotationsComeSorted) {
  test::WriteVocXml(dir_.path(), "sub/d", {}, {});
  test::WriteFile(dir_ / "Annotations/readme.txt", "no annotation");
  EXPECT_THAT(Find(""), ElementsAre("a", "b", "c", "sub/d"));
}

TEST_F(VocDataset, ASetKeepsItsOrder) {
  WriteSet("val", "c\r\na  1\r\n\r\n");
  EXPECT_THAT(Find("val"), ElementsAre("c", "a"));
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(VocDataset, NamesWithoutAnnotationAreTold) {
  WriteSet("val", "a\nzzz\n");
  EXPECT_THAT(Find("val"), ElementsAre("a"));
  ASSERT_THAT(problems_, SizeIs(1));
  EXPECT_THAT(Describe(problems_[0]), HasSubstr("val.txt:2: no annotation"));
}

TEST_F(VocDataset, UnknownSetsNameThoseThatThereAre) {
  // Without any sets, trainval is all, but a part cannot be told.
  EXPECT_THAT(Find("trainval"), SizeIs(3));
  EXPECT_THROW(Find("train"), Error);
  WriteSet("val", "a\n");
  WriteSet("test", "b\n");
  try {
    Find("trainval");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("trainval.txt: no such set; there are: test, val"));
  }
}

TEST_F(VocDataset, AFlatFolderWillDo) {
  const test::TempDir flat;
  test::WriteFile(flat / "x.xml", "<annotation/>");
  const VocRoot root = ResolveVocRoot({.root = flat.path()});
  EXPECT_EQ(root.annotations, flat.path());
  EXPECT_EQ(root.images, flat.path());
  EXPECT_THAT(FindVocSamples(root, 0, "", problems_), SizeIs(1));
}

TEST_F(VocDataset, FoldersCanBeNamed) {
  test::WriteFile(dir_ / "labels/x.xml", "<annotation/>");
  const VocRoot root = ResolveVocRoot({.root = dir_.path(), .annotations = "labels"});
  EXPECT_EQ(root.annotations, dir_ / "labels");
  EXPECT_THROW(ResolveVocRoot({.root = dir_.path(), .images = "nowhere"}), Error);
  EXPECT_THROW(ResolveVocRoot({.root = dir_ / "nowhere"}), Error);
}

TEST_F(VocDataset, NoAnnotationAtAllIsAnError) {
  const test::TempDir empty;
  EXPECT_THROW(FindVocSamples(ResolveVocRoot({.root = empty.path()}), 0, "", problems_), Error);
}

TEST(ImageFinder, StemThenFileNameThenItsEnd) {
  const test::TempDir dir;
  for (const std::string name :
       {"one.JPG", "Two.jpeg", "x_jpg.rf.12ab.jpg", "d/three.png", "note.txt"}) {
    test::WriteFile(dir / name, "");
  }
  const ImageFinder images(dir.path());
  EXPECT_EQ(images.Find("one", "other.jpg"), "one.JPG");
  EXPECT_EQ(images.Find("000001", "one.jpg"), "one.JPG");
  EXPECT_EQ(images.Find("000001", "C:\\data\\Two.JPEG"), "Two.jpeg");
  EXPECT_EQ(images.Find("000001", "Two"), "Two.jpeg");
  EXPECT_EQ(images.Find("x_jpg.rf.12ab", ""), "x_jpg.rf.12ab.jpg");
  EXPECT_EQ(images.Find("d/three", ""), "d/three.png");
  EXPECT_EQ(images.Find("other/three", ""), "d/three.png");
  EXPECT_EQ(images.Find("note", "note.txt"), std::nullopt);
  EXPECT_EQ(images.Find("", ""), std::nullopt);
}

TEST(ImageFinder, NoNameLeadsOutOfTheFolder) {
  const test::TempDir dir;
  test::WriteFile(dir / "secret.jpg", "");
  test::WriteFile(dir / "images/a.jpg", "");
  const ImageFinder images(dir / "images");
  EXPECT_EQ(images.Find("../secret", "../secret.jpg"), std::nullopt);
  EXPECT_EQ(images.Find("x", (dir / "secret.jpg").string()), std::nullopt);
}

}  // namespace
}  // namespace imrec
