#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/voc/format_list_fixture.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class YoloListTest : public FormatListTest {
 protected:
  // images/train/a.jpg and so on with a label of class 0, in both splits.
  void WriteSet(const std::string& yaml = "train: images/train\nval: images/val\nnames: [cat]\n") {
    Write("set/data.yaml", yaml);
    for (const std::string name : {"train/a", "train/b", "val/c"}) {
      WriteImage("set/images/" + name + ".jpg");
      Write("set/labels/" + name + ".txt", "0 0.2 0.3 0.2 0.4\n");
    }
  }
  VocList Make(const std::string& path, const VocListOptions& options = {}) const {
    return MakeAnnotationList("yolo", {.paths = {dir_ / path}}, options);
  }
  static VocListOptions Set(const std::string& name) {
    VocListOptions options;
    options.set.name = name;
    return options;
  }
};

TEST_F(YoloListTest, DataYamlNamesFoldersAndClasses) {
  WriteSet();
  for (const std::string path : {"set/data.yaml", "set"}) {
    const VocList list = Make(path);
    EXPECT_THAT(Paths(list),
                ElementsAre("images/train/a.jpg", "images/train/b.jpg", "images/val/c.jpg"));
    EXPECT_THAT(list.classes, ElementsAre("cat"));
    EXPECT_THAT(Object(list, 0),
                ElementsAre(0, FloatEq(0.1F), FloatEq(0.1F), FloatEq(0.3F), FloatEq(0.5F)));
    EXPECT_THAT(Problems(list), IsEmpty());
  }
  EXPECT_THAT(Paths(Make("set", Set("val"))), ElementsAre("images/val/c.jpg"));
  EXPECT_THAT(ErrorOf([&] { Make("set", Set("test")); }),
              HasSubstr("no such set 'test'; there are: train, val"));
}

TEST_F(YoloListTest, EmptyIsNegativeAndMissingIsUnannotated) {
  WriteSet();
  Write("set/labels/train/a.txt", "");
  std::filesystem::remove(dir_ / "set/labels/val/c.txt");
  VocListOptions options;
  VocList list = Make("set", options);
  EXPECT_THAT(Paths(list), ElementsAre("images/train/a.jpg", "images/train/b.jpg"));
  EXPECT_EQ(list.negatives, 1U);
  EXPECT_EQ(list.unannotated, 1U);
  options.take_unannotated = true;
  list = Make("set", options);
  EXPECT_THAT(list.entries, SizeIs(3));
  EXPECT_EQ(list.negatives, 2U);
  options = {};
  options.keep_negatives = false;
  EXPECT_THAT(Paths(Make("set", options)), ElementsAre("images/train/b.jpg"));
}

TEST_F(YoloListTest, ProblemsAreNamedByFileAndLine) {
  WriteSet();
  Write("set/labels/train/a.txt", "0 0.2 0.3 0.2 0.4\n3 0.2 0.3 0.2 0.4\n0 0.95 0.5 0.2 0.4\n");
  const VocList list = Make("set");
  EXPECT_EQ(Objects(list, 0), 2U);
  EXPECT_FLOAT_EQ(Object(list, 0, 1)[3], 1);
  EXPECT_THAT(
      Problems(list),
      ElementsAre("set/labels/train/a.txt:2: object 2: class 3 is out of range; there are 1 "
                  "names, from 0; left out",
                  "set/labels/train/a.txt:3: object 3 (cat): reaches beyond the image of 100x50 "
                  "(0.85 0.3 1.05 0.7); clipped"));
}

// Roboflow's folders: paths relative to a folder that does not exist.
TEST_F(YoloListTest, PathsOfRoboflow) {
  Write("set/data.yaml",
        "train: ../train/images\nval: ../valid/images\ntest: ../test/images\nnc: 1\n"
        "names: ['cat']\n");
  WriteImage("set/train/images/a_jpg.rf.12ab.jpg");
  Write("set/train/labels/a_jpg.rf.12ab.txt", "0 0.5 0.5 1 1\n");
  WriteImage("set/valid/images/b.jpg");
  Write("set/valid/labels/b.txt", "0 0.5 0.5 1 1\n");
  const VocList list = Make("set");
  EXPECT_THAT(Paths(list), ElementsAre("train/images/a_jpg.rf.12ab.jpg", "valid/images/b.jpg"));
  EXPECT_THAT(Problems(list), ElementsAre("set/data.yaml:3: test: no such folder or file "
                                          "'../test/images'; left out"));
}

TEST_F(YoloListTest, AFolderThatDoesNotExistIsNamed) {
  WriteSet("path: /kaggle/working\ntrain: images/train\nnames: [cat]\n");
  const VocList list = Make("set");
  EXPECT_THAT(list.entries, SizeIs(2));
  EXPECT_THAT(Problems(list), ElementsAre("set/data.yaml:1: there is no folder '/kaggle/working'; "
                                          "that of the file is used"));
  WriteSet("train: nowhere\nnames: [cat]\n");
  EXPECT_THAT(ErrorOf([&] { Make("set"); }),
              HasSubstr("none of its folders exists: train ('nowhere')"));
}

// The system cannot tell whether there is such a folder or file.
TEST_F(YoloListTest, NamesThatAreTooLongAreNotThere) {
  const std::string name(300, 'x');
  WriteSet("path: " + name + "\ntrain: images/train\nnames: [cat]\n");
  const VocList list = Make("set");
  EXPECT_THAT(list.entries, SizeIs(2));
  EXPECT_THAT(Problems(list), ElementsAre(HasSubstr("set/data.yaml:1: there is no folder")));
  WriteSet("train: " + name + "\nnames: [cat]\n");
  EXPECT_THAT(ErrorOf([&] { Make("set"); }), HasSubstr("none of its folders exists"));
  WriteSet("train: [list.txt, images/val]\nnames: [cat]\n");
  Write("set/list.txt", "images/" + name + ".jpg\nimages/train/a.jpg\n");
  EXPECT_THAT(Paths(Make("set")), ElementsAre("images/train/a.jpg", "images/val/c.jpg"));
}

// As exports write it; then the folder is copied.
TEST_F(YoloListTest, ImagesOfAnotherFolderAreReported) {
  WriteSet("path: " + (dir_ / "set").string() + "\ntrain: images/train\nnames: [cat]\n");
  EXPECT_THAT(Problems(Make("set")), IsEmpty());
  std::filesystem::copy(dir_ / "set", dir_ / "copy", std::filesystem::copy_options::recursive);
  EXPECT_THAT(Problems(Make("copy")),
              ElementsAre("copy/data.yaml:1: the images come from 'set', though there is "
                          "'images/train' beside this file, too"));
  std::filesystem::remove_all(dir_ / "copy/images");
  EXPECT_THAT(Problems(Make("copy")), IsEmpty());
}

TEST_F(YoloListTest, LabelsMayHaveTheirExtensionInCapitals) {
  WriteSet();
  for (const std::string name : {"train/a", "val/c"}) {
    std::filesystem::rename(dir_ / ("set/labels/" + name + ".txt"),
                            dir_ / ("set/labels/" + name + ".TXT"));
  }
  const VocList list = Make("set");
  EXPECT_THAT(list.entries, SizeIs(3));
  EXPECT_THAT(Problems(list), IsEmpty());
}

TEST_F(YoloListTest, OtherEncodingsThanUtf8AreNamed) {
  WriteSet();
  Write("set/labels/train/a.txt", std::string("\xff\xfe"
                                              "0\0 \0",
                                              6));
  EXPECT_THAT(Problems(Make("set")),
              ElementsAre("set/labels/train/a.txt: is not UTF-8 text, but looks like UTF-16; "
                          "convert it first; left out"));
  WriteSet("train: images/train\nnames: [dog, \xb9\xb7]\n");
  EXPECT_THAT(ErrorOf([&] { Make("set"); }),
              HasSubstr("data.yaml:2: a name is not UTF-8 text; convert the file first"));
  WriteSet();
  Write("names.txt", "dog\n\xb9\xb7\n");
  EXPECT_THAT(ErrorOf([&] {
                MakeAnnotationList("yolo",
                                   {.paths = {dir_ / "set"}, .label_map = dir_ / "names.txt"}, {});
              }),
              HasSubstr("names.txt:2: is not UTF-8 text; convert it first"));
}

TEST_F(YoloListTest, ListsOfImages) {
  WriteSet("path: .\ntrain: [train.txt]\nval: images/train\nnames: {0: cat}\n");
  Write("set/train.txt",
        "./images/train/b.jpg\nimages/val/c.jpg\n\n./nothing.jpg\n"
        "images/val/c.jpg\n");
  const VocList list = Make("set");
  EXPECT_THAT(Paths(list),
              ElementsAre("images/train/b.jpg", "images/val/c.jpg", "images/train/a.jpg"));
  EXPECT_THAT(Problems(list),
              ElementsAre("set/train.txt:4: no image './nothing.jpg'; left out",
                          "set/train.txt:5: 'images/val/c.jpg' is in line 2 already; used once"));
}

TEST_F(YoloListTest, LabelsBesideImagesAndClassesTxt) {
  for (const std::string names : {"classes.txt", "obj.names"}) {
    const std::string folder = "set_" + names.substr(0, 3);
    Write(folder + '/' + names, "cat, or kitten\ndog\n");
    WriteImage(folder + "/a.jpg");
    Write(folder + "/a.txt", "1 0.5 0.5 1 1\n");
    const VocList list = Make(folder);
    EXPECT_THAT(list.classes, ElementsAre("cat, or kitten", "dog"));
    EXPECT_THAT(Object(list, 0), ElementsAre(1, 0, 0, 1, 1));
    EXPECT_THAT(Problems(list), IsEmpty());
  }
}

TEST_F(YoloListTest, ObjData) {
  Write("set/obj.data",
        "classes = 2\ntrain  = data/train.txt\nvalid = set/valid.txt\nnames = obj.names\n"
        "backup = backup/\n");
  Write("set/obj.names", "cat\ndog\n");
  Write("set/data/train.txt", "obj/a.jpg\n");
  Write("set/valid.txt", "obj/b.jpg\n");
  for (const std::string name : {"a", "b"}) {
    WriteImage("set/obj/" + name + ".jpg");
    Write("set/obj/" + name + ".txt", "1 0.5 0.5 1 1\n");
  }
  EXPECT_THAT(Paths(Make("set/obj.data")), ElementsAre("obj/a.jpg", "obj/b.jpg"));
  EXPECT_THAT(Paths(Make("set", Set("val"))), ElementsAre("obj/b.jpg"));
  Write("set/obj.data", "train = nothing.txt\n");
  EXPECT_THAT(ErrorOf([&] { Make("set"); }), HasSubstr("obj.data:1: no such file 'nothing.txt'"));
}

// Paths that begin with a folder data/ which does not exist.
TEST_F(YoloListTest, ObjDataWithThePrefixOfDarknet) {
  Write("set/obj.data", "names = data/obj.names\ntrain = data/train.txt\n");
  Write("set/obj.names", "cat\n");
  Write("set/train.txt", "data/obj_train_data/a.jpg\n");
  WriteImage("set/obj_train_data/a.jpg");
  Write("set/obj_train_data/a.txt", "0 0.5 0.5 1 1\n");
  const VocList list = Make("set");
  EXPECT_THAT(Paths(list), ElementsAre("obj_train_data/a.jpg"));
  EXPECT_THAT(Problems(list), IsEmpty());
}

TEST_F(YoloListTest, NamesAreNeeded) {
  WriteImage("set/a.jpg");
  Write("set/a.txt", "0 0.5 0.5 1 1\n");
  EXPECT_THAT(ErrorOf([&] { Make("set"); }), HasSubstr("names of its classes are unknown"));
  Write("names.txt", "cat\n");
  const VocList list =
      MakeAnnotationList("yolo", {.paths = {dir_ / "set"}, .label_map = dir_ / "names.txt"}, {});
  EXPECT_THAT(list.classes, ElementsAre("cat"));
}

TEST_F(YoloListTest, LabelMapsOfEachKind) {
  WriteImage("set/a.jpg");
  Write("set/a.txt", "1 0.5 0.5 1 1\n");
  const auto classes = [&](const std::string& name, const std::string& text) {
    Write(name, text);
    const VocList list =
        MakeAnnotationList("yolo", {.paths = {dir_ / "set"}, .label_map = dir_ / name}, {});
    EXPECT_EQ(Object(list, 0)[0], 1) << text;
    return list.classes;
  };
  const auto are_two = ElementsAre("cat", "dog");
  EXPECT_THAT(classes("map.csv", "dog,1\ncat,0\n"), are_two);
  EXPECT_THAT(classes("map.csv", "id,name\n0,cat\n1,dog\n"), are_two);
  EXPECT_THAT(classes("map.pbtxt", "item { id: 1 name: 'dog' }\nitem { id: 0 name: 'cat' }\n"),
              are_two);
  EXPECT_THAT(classes("map.yaml", "names: [cat, dog]\n"), are_two);
  EXPECT_THAT(classes("map.txt", "cat\ndog\n"), are_two);
  EXPECT_THAT(classes("map.txt", "cat, small\ndog, big\n"), ElementsAre("cat, small", "dog, big"));
  for (const std::string json : {"[\"cat\", \"dog\"]\n", "{\n\"0\": \"cat\"\n}\n"}) {
    EXPECT_THAT(ErrorOf([&] { classes("map.json", json); }), HasSubstr("map.json: is JSON"));
  }
}

TEST_F(YoloListTest, TwoFolders) {
  WriteImage("photos/x/a.jpg");
  Write("marks/x/a.txt", "0 0.5 0.5 1 1\n");
  Write("marks/x/stray.txt", "0 0.5 0.5 1 1\n");
  Write("marks/classes.txt", "cat\n");
  const VocList list =
      MakeAnnotationList("yolo", {.annotations = dir_ / "marks", .images = dir_ / "photos"}, {});
  EXPECT_THAT(Paths(list), ElementsAre("x/a.jpg"));
  EXPECT_THAT(Problems(list), ElementsAre("marks/x/stray.txt: no image that imrec reads has this "
                                          "name; left out"));
}

TEST_F(YoloListTest, LabelsBesideImagesWithoutAnImage) {
  WriteImage("set/a.jpg");
  Write("set/a.txt", "0 0.5 0.5 1 1\n");
  Write("set/stray.txt", "0 0.5 0.5 1 1\n");
  Write("set/readme.txt", "0 is a cat\n");
  Write("set/empty.txt", "");
  Write("set/classes.txt", "cat\n");
  const VocList list = Make("set");
  EXPECT_THAT(Paths(list), ElementsAre("a.jpg"));
  EXPECT_THAT(Problems(list),
              ElementsAre("set/stray.txt: no image that imrec reads has this name; left out"));
}

TEST_F(YoloListTest, FoldersThatContradictAFileAreRefused) {
  WriteSet();
  const auto make = [&](const AnnotationInput& input, const VocListOptions& options = {}) {
    return ErrorOf([&] { MakeAnnotationList("yolo", input, options); });
  };
  WriteImage("photos/a.jpg");
  EXPECT_THAT(make({.paths = {dir_ / "set/data.yaml"}, .images = dir_ / "photos"}),
              HasSubstr("data.yaml: names the images itself, so --images cannot be used"));
  Write("set/obj.data", "train = train.txt\nnames = obj.names\n");
  Write("set/obj.names", "cat\n");
  Write("set/train.txt", "images/train/a.jpg\n");
  EXPECT_THAT(make({.paths = {dir_ / "set/obj.data"}, .images = dir_ / "photos"}),
              HasSubstr("obj.data: names the images itself"));
  // The names of the folder are used.
  EXPECT_EQ(make({.paths = {dir_ / "set"}, .images = dir_ / "photos"}), "no error");

  Write("marks/a.txt", "0 0.5 0.5 1 1\n");
  AnnotationInput input{.paths = {dir_ / "set/data.yaml"}, .annotations = dir_ / "marks"};
  EXPECT_THAT(make(input), HasSubstr("data.yaml: has 2 folders of images, but --annotations"));
  const VocList list = MakeAnnotationList("yolo", input, Set("train"));
  EXPECT_THAT(Paths(list), ElementsAre("images/train/a.jpg"));
  input.paths = {dir_ / "set/obj.data"};
  EXPECT_THAT(make(input), HasSubstr("train.txt: is a list of images, with which --annotations"));
}

TEST_F(YoloListTest, ALabelOfTwoImagesIsReported) {
  WriteSet("train: images/train\nval: images/train\nnames: [cat]\n");
  std::filesystem::remove(dir_ / "set/images/train/b.jpg");
  WriteImage("set/images/train/a.png");
  std::filesystem::remove(dir_ / "set/labels/train/b.txt");
  EXPECT_THAT(Problems(Make("set")),
              ElementsAre("set/labels/train/a.txt: is the label of two images, "
                          "set/images/train/a.jpg and set/images/train/a.png; used for both"));
}

TEST_F(YoloListTest, OnlyTheFoldersOfTheSetAreNeeded) {
  WriteSet("train: images/train\nval: nowhere\nnames: [cat]\n");
  EXPECT_THAT(Problems(Make("set", Set("train"))), IsEmpty());
  EXPECT_THAT(Problems(Make("set")), SizeIs(1));
  for (const std::string set : {"val", "valid"}) {
    EXPECT_THAT(ErrorOf([&] { Make("set", Set(set)); }),
                HasSubstr("data.yaml:2: val: no such folder or file 'nowhere'"));
  }
}

TEST_F(YoloListTest, LabelsWithoutImageAndInTwoPlacesAreReported) {
  WriteSet("train: images\nnames: [cat]\n");
  Write("set/labels/train/stray.txt", "0 0.2 0.3 0.2 0.4\n");
  std::filesystem::rename(dir_ / "set/labels/val/c.txt", dir_ / "set/images/val/c.txt");
  const VocList list = Make("set");
  EXPECT_EQ(list.objects, 3U);
  EXPECT_EQ(list.problems.count(VocProblemKind::kTwoLabelFolders), 1U);
  EXPECT_EQ(list.problems.count(VocProblemKind::kMissingImage), 1U);
  EXPECT_THAT(Problems(list).at(0),
              HasSubstr("images/val/c.txt: 1 labels are beside their images, as this one, and 2 in "
                        "folders named labels"));
}

TEST_F(YoloListTest, NamesThatAreOneClass) {
  WriteSet("train: images/train\nnames: [cat, dog, cat]\n");
  Write("set/labels/train/a.txt", "2 0.2 0.3 0.2 0.4\n");
  const VocList list = Make("set");
  EXPECT_THAT(list.classes, ElementsAre("cat", "dog"));
  EXPECT_EQ(Object(list, 0)[0], 0);
  EXPECT_EQ(list.problems.count(VocProblemKind::kRepeatedClass), 1U);
}

TEST_F(YoloListTest, BoxesAreThoseOfTheTurnedImage) {
  Write("set/classes.txt", "cat\n");
  test::WriteFile(dir_ / "set/a.jpg", test::MakeRotatedJpeg({.width = 100, .height = 50}, 6));
  Write("set/a.txt", "0 0.2 0.3 0.2 0.4\n");
  EXPECT_THAT(Object(Make("set"), 0),
              ElementsAre(0, FloatEq(0.1F), FloatEq(0.1F), FloatEq(0.3F), FloatEq(0.5F)));
}

}  // namespace
}  // namespace imrec
