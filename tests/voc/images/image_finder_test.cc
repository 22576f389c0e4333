#include "voc/images/image_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ImageFinderTest : public testing::Test {
 protected:
  void Add(const std::vector<std::string>& files) const {
    for (const std::string& file : files) test::WriteFile(dir_ / ("in/" + file), "");
  }

  // "exact a.jpg", "folder b/a.jpg", "extension a.png", "name a.jpg", "missing", "ambiguous a, b",
  // ..
  static std::string Text(const ImageFinder& images, const FoundImage& found) {
    switch (found.match) {
      case ImageMatch::kExact:
        return "exact " + images.Candidates(found);
      case ImageMatch::kOtherFolder:
        return "folder " + images.Candidates(found);
      case ImageMatch::kOtherExtension:
        return "extension " + images.Candidates(found);
      case ImageMatch::kOtherName:
        return "name " + images.Candidates(found);
      case ImageMatch::kUnsupported:
        return "unsupported";
      case ImageMatch::kMissing:
        return "missing";
      case ImageMatch::kAmbiguous:
        return "ambiguous " + images.Candidates(found);
    }
    return {};
  }
  std::string Find(const std::string& name) const {
    const ImageFinder images(dir_ / "in");
    return Text(images, images.Find(name));
  }
  std::string FindUrl(const std::string& name) const {
    const ImageFinder images(dir_ / "in");
    return Text(images, images.FindUrl(name));
  }
  std::string FindVoc(const std::string& stem, const std::string& filename) const {
    const ImageFinder images(dir_ / "in");
    return Text(images, images.FindVoc(stem, filename));
  }

  test::TempDir dir_;
};

TEST_F(ImageFinderTest, TheExactPathComesFirst) {
  Add({"x.jpg", "x.png", "v1/x.jpg", "v2/x.jpg"});
  EXPECT_EQ(Find("x.jpg"), "exact x.jpg");
  EXPECT_EQ(Find("x.png"), "exact x.png");
  EXPECT_EQ(Find("v2/x.jpg"), "exact v2/x.jpg");
}

TEST_F(ImageFinderTest, ThenTheOneFileOfThatNameInAnotherFolder) {
  Add({"v1/1.jpg", "v1/2.jpg", "v2/2.jpg", "here/3.jpg", "3.png"});
  EXPECT_EQ(Find("v2/1.jpg"), "folder v1/1.jpg");
  EXPECT_EQ(Find("1.jpg"), "folder v1/1.jpg");
  EXPECT_EQ(Find("v3/2.jpg"), "ambiguous v1/2.jpg, v2/2.jpg");
  EXPECT_EQ(Find("2.jpg"), "ambiguous v1/2.jpg, v2/2.jpg");
  // A file of the name comes before one of the stem, wherever they are.
  EXPECT_EQ(Find("3.jpg"), "folder here/3.jpg");
}

TEST_F(ImageFinderTest, ThenTheOneFileOfThatStem) {
  Add({"a.png", "sub/b.png", "c.png", "sub/c.png", "d.png", "d.jpeg", "e.png", "sub/e.jpg"});
  EXPECT_EQ(Find("a.jpg"), "extension a.png");
  EXPECT_EQ(Find("b.jpg"), "extension sub/b.png");
  EXPECT_EQ(Find("other/b.jpg"), "extension sub/b.png");
  // Beside the named place first.
  EXPECT_EQ(Find("c.jpg"), "extension c.png");
  EXPECT_EQ(Find("other/c.jpg"), "ambiguous c.png, sub/c.png");
  EXPECT_EQ(Find("d.jpg"), "ambiguous d.jpeg, d.png");
  EXPECT_EQ(Find("f.jpg"), "missing");
}

TEST_F(ImageFinderTest, AFileThatIsNoImageForUsKeepsItsName) {
  Add({"a.tga", "a.jpg", "sub/b.tga", "b.jpg", "note.txt"});
  EXPECT_EQ(Find("a.tga"), "unsupported");
  EXPECT_EQ(Find("b.tga"), "unsupported");
  EXPECT_EQ(Find("note.txt"), "unsupported");
  EXPECT_EQ(Find("c.tga"), "missing");
  EXPECT_EQ(FindVoc("a", "a.tga"), "unsupported");
  EXPECT_EQ(FindVoc("b", "b.tga"), "unsupported");
  EXPECT_EQ(FindVoc("b", "a.tga"), "name b.jpg");
  EXPECT_EQ(FindVoc("b", "b.bmp"), "extension b.jpg");
}

TEST_F(ImageFinderTest, OfSeveralTheOneWhoseFolderIsNamedToo) {
  Add({"v1/1.jpg", "v2/1.jpg", "train/v3/1.jpg", "1.jpg"});
  EXPECT_EQ(Find("images/v2/1.jpg"), "folder v2/1.jpg");
  EXPECT_EQ(Find("/data/set/images/v1/1.jpg"), "folder v1/1.jpg");
  EXPECT_EQ(Find("C:\\data\\v2\\1.jpg"), "folder v2/1.jpg");
  EXPECT_EQ(Find("v3/1.jpg"), "folder train/v3/1.jpg");
  // The name alone is not enough.
  EXPECT_EQ(Find("v9/1.jpg"), "ambiguous 1.jpg, v1/1.jpg, v2/1.jpg and 1 more");
}

TEST_F(ImageFinderTest, PathsAreReadAsAllSystemsWriteThem) {
  Add({"v1/1.jpg", "v2/1.jpg", "2.jpg"});
  EXPECT_EQ(Find("v1\\1.jpg"), "exact v1/1.jpg");
  EXPECT_EQ(Find("./v1/1.jpg"), "exact v1/1.jpg");
  EXPECT_EQ(Find(".\\v1\\\\1.jpg"), "exact v1/1.jpg");
  EXPECT_EQ(Find("v2/../v1/1.jpg"), "exact v1/1.jpg");
  EXPECT_EQ(Find((dir_ / "in/v1/1.jpg").string()), "exact v1/1.jpg");
  EXPECT_EQ(Find("../in/2.jpg"), "folder 2.jpg");
  for (const std::string name : {"", ".", "..", "/", "v1", "v1/", "\\"}) {
    EXPECT_EQ(Find(name), "missing") << name;
  }
}

TEST_F(ImageFinderTest, ABackslashMayBePartOfAName) {
  Add({"a\\b.jpg", "a/b.jpg"});
  EXPECT_EQ(Find("a\\b.jpg"), "exact a\\b.jpg");
  EXPECT_EQ(Find("a/b.jpg"), "exact a/b.jpg");
}

TEST_F(ImageFinderTest, OnlyTheCaseOfTheExtensionIsFree) {
  Add({"one.JPG", "two.jpg", "two.JPG", "three.JPG", "three.Jpg", "Four.jpg", "four.jpg"});
  EXPECT_EQ(Find("one.jpg"), "exact one.JPG");
  EXPECT_EQ(Find("two.jpg"), "exact two.jpg");
  EXPECT_EQ(Find("two.JPG"), "exact two.JPG");
  EXPECT_EQ(Find("three.jpg"), "ambiguous three.JPG, three.Jpg");
  EXPECT_EQ(Find("Four.jpg"), "exact Four.jpg");
  EXPECT_EQ(Find("ONE.jpg"), "missing");
}

TEST_F(ImageFinderTest, NamesWithDotsAndWithoutExtension) {
  Add({"x_jpg.rf.12ab.jpg", "Two.jpeg", "y.rf.png"});
  EXPECT_EQ(Find("x_jpg.rf.12ab"), "extension x_jpg.rf.12ab.jpg");
  EXPECT_EQ(Find("x_jpg.rf.12ab.jpg"), "exact x_jpg.rf.12ab.jpg");
  EXPECT_EQ(Find("Two"), "extension Two.jpeg");
  EXPECT_EQ(Find("y.rf.tga"), "extension y.rf.png");
}

TEST_F(ImageFinderTest, AddressesNameAFileByTheirEnd) {
  Add({"val2017/a b.jpg", "val2017/c.jpg", "train2017/c.jpg", "d.jpg", "val2017/d.jpg"});
  EXPECT_EQ(FindUrl("http://images.cocodataset.org/val2017/a%20b.jpg?size=1#x"),
            "exact val2017/a b.jpg");
  EXPECT_EQ(FindUrl("http://images.cocodataset.org/train2017/c.jpg"), "exact train2017/c.jpg");
  EXPECT_EQ(FindUrl("http://x/test2017/c.jpg"), "ambiguous val2017/c.jpg, train2017/c.jpg");
  EXPECT_EQ(FindUrl("http://x/test2017/d.jpg"), "exact d.jpg");
  EXPECT_EQ(FindUrl("http://x/y/a%20b.jpg"), "folder val2017/a b.jpg");
  EXPECT_EQ(FindUrl("http://x/100%.jpg"), "missing");
  EXPECT_EQ(FindUrl("http://x"), "missing");
}

TEST_F(ImageFinderTest, VocTakesTheNamedFileBesideTheAnnotation) {
  Add({"img.jpg", "img.png", "v1/1.jpg", "sub/2.jpg"});
  EXPECT_EQ(FindVoc("img", "img.png"), "exact img.png");
  EXPECT_EQ(FindVoc("img", "img.jpg"), "exact img.jpg");
  EXPECT_EQ(FindVoc("img", "C:\\data\\img.png"), "exact img.png");
  EXPECT_EQ(FindVoc("img", ""), "ambiguous img.jpg, img.png");
  EXPECT_EQ(FindVoc("img", "img"), "ambiguous img.jpg, img.png");
  EXPECT_EQ(FindVoc("v1/1", "1.jpg"), "exact v1/1.jpg");
  EXPECT_EQ(FindVoc("v2/1", "1.jpg"), "folder v1/1.jpg");
  EXPECT_EQ(FindVoc("2", "sub/2.jpg"), "exact sub/2.jpg");
  EXPECT_EQ(FindVoc("000001", "img.png"), "exact img.png");
}

TEST_F(ImageFinderTest, VocTakesTheFileOfTheAnnotationsName) {
  Add({"one.JPG", "Two.jpeg", "x_jpg.rf.12ab.jpg", "d/three.png", "y.jpg.png", "z.jpg"});
  EXPECT_EQ(FindVoc("one", "other.jpg"), "name one.JPG");
  EXPECT_EQ(FindVoc("one", "z.jpg"), "name one.JPG");  // a copy of z.xml for a changed picture
  EXPECT_EQ(FindVoc("one", "one.png"), "extension one.JPG");
  EXPECT_EQ(FindVoc("x_jpg.rf.12ab", ""), "exact x_jpg.rf.12ab.jpg");
  EXPECT_EQ(FindVoc("x_jpg.rf.12ab", "x_jpg.rf.12ab"), "exact x_jpg.rf.12ab.jpg");
  EXPECT_EQ(FindVoc("d/three", ""), "exact d/three.png");
  EXPECT_EQ(FindVoc("other/three", ""), "folder d/three.png");
  EXPECT_EQ(FindVoc("z.jpg", "z.jpg"), "exact z.jpg");  // z.jpg.xml
  EXPECT_EQ(FindVoc("z.jpg", ""), "exact z.jpg");
}

TEST_F(ImageFinderTest, VocFallsBackToTheGivenName) {
  Add({"one.JPG", "Two.jpeg", "sub/four.jpg", "sub/five.jpg", "five.jpg"});
  EXPECT_EQ(FindVoc("000001", "one.jpg"), "exact one.JPG");
  EXPECT_EQ(FindVoc("000001", "C:\\data\\Two.JPEG"), "exact Two.jpeg");
  EXPECT_EQ(FindVoc("000001", "Two"), "extension Two.jpeg");
  EXPECT_EQ(FindVoc("000001", "four.jpg"), "folder sub/four.jpg");
  EXPECT_EQ(FindVoc("000001", "none/five.jpg"), "exact five.jpg");
  EXPECT_EQ(FindVoc("000001", "six.jpg"), "missing");
  EXPECT_EQ(FindVoc("note", "note.txt"), "missing");
  EXPECT_EQ(FindVoc("", ""), "missing");
}

TEST_F(ImageFinderTest, VocDoesNotChooseBetweenTwoHints) {
  Add({"old.jpg", "x/new.jpg", "y/new.jpg", "x/one.jpg"});
  // Neither lies where the annotation's own image would.
  EXPECT_EQ(FindVoc("z/one", "old.jpg"), "ambiguous old.jpg, x/one.jpg");
  EXPECT_EQ(FindVoc("z/new", "gone.jpg"), "ambiguous x/new.jpg, y/new.jpg");
  EXPECT_EQ(FindVoc("z/one", "gone.jpg"), "extension x/one.jpg");
  EXPECT_EQ(FindVoc("x/one", "old.jpg"), "name x/one.jpg");
}

TEST_F(ImageFinderTest, NoNameLeadsOutOfTheFolder) {
  Add({"a.jpg"});
  test::WriteFile(dir_ / "secret.jpg", "");
  EXPECT_EQ(Find("../secret.jpg"), "missing");
  EXPECT_EQ(Find((dir_ / "secret.jpg").string()), "missing");
  EXPECT_EQ(FindVoc("../secret", "../secret.jpg"), "missing");
}

TEST_F(ImageFinderTest, ManyFilesOfOneNameAreFoundByTheirFolders) {
  std::vector<std::string> files;
  for (int i = 0; i < 300; ++i) files.push_back("in/v" + std::to_string(i) + "/img.jpg");
  Add(files);
  for (int i = 0; i < 300; ++i) {
    const std::string path = "v" + std::to_string(i) + "/img.jpg";
    ASSERT_EQ(Find(path), "folder in/" + path);
  }
  EXPECT_THAT(Find("img.jpg"), HasSubstr("and 297 more"));
}

TEST(PathIndex, EndsAreWholeParts) {
  const std::vector<std::string> paths = {"a.jpg",   "aa.jpg",    "b/a.JPG", "b-a.jpg",
                                          "a a.jpg", "c/b/a.jpg", "b/a.png"};
  PathIndex names(paths, PathIndex::Key::kWithExtension);
  names.Build();
  EXPECT_THAT(names.EndingWith("a.jpg"), ElementsAre(0, 2, 5));
  EXPECT_THAT(names.EndingWith("b/a.jpg"), ElementsAre(2, 5));
  EXPECT_THAT(names.Equal("a.jpg"), ElementsAre(0));
  EXPECT_THAT(names.Equal("b/a.jpg"), ElementsAre(2));
  EXPECT_THAT(names.EndingWith("z.jpg"), ElementsAre());
  EXPECT_THAT(names.EndingWith(""), ElementsAre());
  PathIndex stems(paths, PathIndex::Key::kWithoutExtension);
  stems.Build();
  EXPECT_THAT(stems.EndingWith("b/a"), ElementsAre(2, 6, 5));
}

}  // namespace
}  // namespace imrec
