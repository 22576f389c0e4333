
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"
#include "tests/support/voc_set.h"
#include "voc/pascal/dataset.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class VocDataset : public testing::Test {
 protected:
  VocDataset() {
    for (const std::string stem : {"b", "a", "c"}) Annotate(stem);
  }
  void Annotate(const std::string& stem) const { test::WriteVocXml(dir_.path(), stem, {}, {}); }
  // The stems; in brackets those without annotation.
  std::vector<std::string> Find(const VocSet& set) {
    const VocRoot root = ResolveVocRoot({.root = dir_.path()});
    std::vector<std::string> stems;
    for (const VocSample& sample : FindVocSamples(root, 0, set, problems_)) {
      stems.push_back(sample.annotation.empty() ? '[' + sample.stem + ']' : sample.stem);
    }
    return stems;
  }
  std::vector<std::string> Find(const std::string& set) { return Find(VocSet{.name = set}); }
  void WriteSet(const std::string& name, const std::string& text) const {
    test::WriteFile(dir_ / "ImageSets/Main" / (name + ".txt"), text);
  }
  std::string Problem(std::size_t i) const { return Describe(problems_.kept().at(i)); }

  test::TempDir dir_;
  VocProblems problems_;
};

TEST_F(VocDataset, AllAnnotationsComeSorted) {
  Annotate("sub/d");
  test::WriteFile(dir_ / "Annotations/readme.txt", "no annotation");
  EXPECT_THAT(Find(""), ElementsAre("a", "b", "c", "sub/d"));
}

TEST_F(VocDataset, TheExtensionMayBeInAnyCase) {
  test::WriteFile(dir_ / "Annotations/d.XML", "<annotation/>");
  test::WriteFile(dir_ / "Annotations/e.Xml", "<annotation/>");
  EXPECT_THAT(Find(""), ElementsAre("a", "b", "c", "d", "e"));
  WriteSet("val", "d\ne.XML\na\n");
  EXPECT_THAT(Find("val"), ElementsAre("d", "e", "a"));
  EXPECT_THAT(problems_.kept(), IsEmpty());
}

TEST_F(VocDataset, ASetKeepsItsOrder) {
  WriteSet("val", "c\r\na  1\r\n\r\n");
  EXPECT_THAT(Find("val"), ElementsAre("c", "a"));
  EXPECT_THAT(problems_.kept(), IsEmpty());
}

TEST_F(VocDataset, TheWholeLineIsTheName) {
  for (const std::string stem : {"img (1)", "img (2)", "img", "d 1", "e -1"}) Annotate(stem);
  WriteSet("val", "img (1)\nimg (2)\n  img\t\nd 1\n");
  EXPECT_THAT(Find("val"), ElementsAre("img (1)", "img (2)", "img", "d 1"));
  EXPECT_THAT(problems_.kept(), IsEmpty());
}

TEST_F(VocDataset, AColumnIsTakenOffOnlyIfThereIsNoSuchAnnotation) {
  for (const std::string stem : {"d 1", "d", "e", "f g"}) Annotate(stem);
  WriteSet("val", "d 1 -1\nd\t1\ne -1\na  0\nf g 1\nb 2\nc +1\n");
  EXPECT_THAT(Find("val"), ElementsAre("d 1", "d", "e", "a", "f g", "[b 2]", "[c +1]"));
}

TEST_F(VocDataset, NamesMayEndAsFilesDo) {
  for (const std::string stem : {"sub/d", "e.jpg", "f.v2"}) Annotate(stem);
  WriteSet("val", "a.jpg\nb.xml\nc.PNG 1\nsub/d.jpeg\ne.jpg\nf.v2\ng.jpg\n");
  EXPECT_THAT(Find("val"), ElementsAre("a", "b", "c", "sub/d", "e.jpg", "f.v2", "[g.jpg]"));
  // What is no file's extension is part of the name.
  WriteSet("val", "a.v2\n");
  EXPECT_THAT(Find("val"), ElementsAre("[a.v2]"));
}

TEST_F(VocDataset, NamesAreBelowTheAnnotations) {
  Annotate("sub/d");
  test::WriteFile(dir_ / "secret.xml", "<annotation/>");
  WriteSet("val", "./a\nsub\\d\n../secret\n" + (dir_ / "secret").string() + "\n");
  EXPECT_THAT(Find("val"), ElementsAre("a", "sub/d", "[../secret]", HasSubstr("secret]")));
}

TEST_F(VocDataset, ANameThatComesTwiceIsToldAndTakenOnce) {
  WriteSet("val", "a\nb\na\na.jpg\n\n./a\nzzz\nzzz\n");
  EXPECT_THAT(Find("val"), ElementsAre("a", "b", "[zzz]"));
  ASSERT_THAT(problems_.kept(), SizeIs(4));
  EXPECT_EQ(problems_.count(VocProblemKind::kRepeatedName), 4U);
  EXPECT_THAT(Problem(0), HasSubstr("val.txt:3: 'a' is in line 1 already; used once"));
  EXPECT_THAT(Problem(1), HasSubstr("val.txt:4: 'a.jpg' is in line 1 already"));
}

TEST_F(VocDataset, LinesMayComeFromElsewhere) {
  EXPECT_THAT(Find(VocSet{.name = "standard input", .lines = "c\nc\na\n"}), ElementsAre("c", "a"));
  EXPECT_EQ(Problem(0), "standard input:2: 'c' is in line 1 already; used once");
}

TEST_F(VocDataset, UnknownSetsNameThoseThatThereAre) {
  // Without any set files, trainval means all annotations, but train and val are unknown.
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
  EXPECT_THAT(FindVocSamples(root, 0, {}, problems_), SizeIs(1));
}

TEST_F(VocDataset, FoldersCanBeNamed) {
  test::WriteFile(dir_ / "labels/x.xml", "<annotation/>");
  const VocRoot root = ResolveVocRoot({.root = dir_.path(), .annotations = "labels"});
  EXPECT_EQ(root.annotations, dir_ / "labels");
  EXPECT_THROW(ResolveVocRoot({.root = dir_.path(), .images = "nowhere"}), Error);
  EXPECT_THROW(ResolveVocRoot({.root = dir_ / "nowhere"}), Error);
}

TEST_F(VocDataset, TwoFoldersNeedNoRoot) {
  std::filesystem::create_directory(dir_ / "photos");
  const VocRoot root =
      ResolveVocRoot({.root = {}, .annotations = dir_ / "Annotations", .images = dir_ / "photos"});
  EXPECT_THAT(FindVocSamples(root, 0, {}, problems_), SizeIs(3));
  EXPECT_THAT(FindVocSamples(root, 0, {.name = "x", .lines = "b\n"}, problems_), SizeIs(1));
  EXPECT_THROW(FindVocSamples(root, 0, {.name = "trainval"}, problems_), Error);
  EXPECT_THROW(ResolveVocRoot({.root = {}, .annotations = dir_ / "Annotations"}), Error);
  EXPECT_THROW(ResolveVocRoot({.root = {}, .images = dir_ / "photos"}), Error);
  EXPECT_THROW(
      ResolveVocRoot({.root = {}, .annotations = "Annotations", .images = dir_ / "photos"}), Error);
}

TEST_F(VocDataset, NoAnnotationAtAllIsTold) {
  const test::TempDir empty;
  EXPECT_THAT(FindVocSamples(ResolveVocRoot({.root = empty.path()}), 0, {}, problems_), IsEmpty());
  EXPECT_THAT(Problem(0), HasSubstr("no annotation (*.xml) found"));
  WriteSet("val", "\n\n");
  EXPECT_THAT(Find("val"), IsEmpty());
  EXPECT_THAT(Problem(1), HasSubstr("val.txt: the set names no image"));
}

}  // namespace
}  // namespace imrec
