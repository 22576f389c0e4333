// Ids of images, categories and annotations in COCO JSON, and the classes that categories make.
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/voc/coco/coco_list_fixture.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// Boxes of all annotations alike; both images are listed, and two categories.
class CocoIds : public CocoListTest {
 protected:
  VocList MakeIds(const std::string& images, const std::string& categories,
                  const std::string& annotations, const VocListOptions& options = {}) const {
    return Make(R"({"images": [)" + images + R"(], "categories": [)" + categories +
                    R"(], "annotations": [)" + annotations + "]}",
                options);
  }
  static std::string Image(const std::string& id, const std::string& name) {
    return R"({"id": )" + id + R"(, "file_name": ")" + name + R"("})";
  }
  static std::string Category(const std::string& id, const std::string& name) {
    return R"({"id": )" + id + R"(, "name": ")" + name + R"("})";
  }
  static std::string Object(const std::string& id, const std::string& image,
                            const std::string& category) {
    return R"({"id": )" + id + R"(, "image_id": )" + image + R"(, "category_id": )" + category +
           R"(, "bbox": [10, 5, 40, 20]})";
  }
  static std::string Images(const std::string& a, const std::string& b) {
    return Image(a, "a.jpg") + ',' + Image(b, "b.jpg");
  }
  static std::string Categories(const std::string& cat, const std::string& dog) {
    return Category(cat, "cat") + ',' + Category(dog, "dog");
  }
  // "a.jpg: 0; b.jpg: 1 0": the classes in each image.
  static std::string ClassesIn(const VocList& list) {
    std::string text;
    for (const ListEntry& entry : list.entries) {
      text += (text.empty() ? "" : "; ") + entry.path + ':';
      for (std::size_t i = 2; i < entry.labels.size(); i += 6) {
        text += ' ' + std::to_string(static_cast<int>(entry.labels[i]));
      }
    }
    return text;
  }
};

TEST_F(CocoIds, StringsAreIdsAsIntegersAre) {
  const std::string expected = "a.jpg: 0; b.jpg: 1";
  const VocList numbers = MakeIds(Images("1", "2"), Categories("1", "2"),
                                  Object("1", "1", "1") + ',' + Object("2", "2", "2"));
  EXPECT_EQ(ClassesIn(numbers), expected);
  for (const auto& [a, b] :
       {std::pair(R"("1")", R"("2")"), std::pair(R"("a")", R"("b")"), std::pair(R"("")", R"(" ")"),
        std::pair("-5", "0"), std::pair("18446744073709551615", "18446744073709551614"),
        std::pair("123456789012345678901", "123456789012345678902"),
        std::pair("9223372036854775807", "9223372036854775806")}) {
    const VocList list = MakeIds(Images(a, b), Categories("1", "2"),
                                 Object("1", a, "1") + ',' + Object("2", b, "2"));
    EXPECT_THAT(Problems(list), IsEmpty()) << a;
    EXPECT_EQ(ClassesIn(list), expected) << a;
  }
  const VocList categories = MakeIds(Images("1", "2"), Categories(R"("x")", R"("y")"),
                                     Object("1", "1", R"("x")") + ',' + Object("2", "2", R"("y")"));
  EXPECT_THAT(Problems(categories), IsEmpty());
  EXPECT_EQ(ClassesIn(categories), expected);
}

TEST_F(CocoIds, AreComparedAsWritten) {
  const VocList list = MakeIds(Images("1", R"("2")"), Categories("1", R"("1")"),
                               Object("7", R"("1")", "1") + ',' + Object("8", "2", "1") + ',' +
                                   Object("9", "1", R"("1")") + ',' + Object("10", R"("02")", "1"));
  EXPECT_THAT(
      Problems(list),
      UnorderedElementsAre("annotation 7: is of image \"1\", which the file lacks; left out",
                           "annotation 8: is of image 2, which the file lacks; left out",
                           "annotation 10: is of image \"02\", which the file lacks; left out"));
  EXPECT_EQ(ClassesIn(list), "a.jpg: 1; b.jpg: -1");
}

TEST_F(CocoIds, WholeNumbersMayHaveAFraction) {
  const VocList list = MakeIds(Images("1", "2.0"), Categories("1", "2e0"),
                               Object("1.0", "1.0", "1.0") + ',' + Object("2", "2", "2"));
  EXPECT_THAT(Problems(list), IsEmpty());
  EXPECT_EQ(ClassesIn(list), "a.jpg: 0; b.jpg: 1");
}

TEST_F(CocoIds, AnythingElseIsNamed) {
  for (const auto& [written, told] :
       {std::pair("null", "null"), std::pair("true", "true"), std::pair("1.5", "1.5"),
        std::pair("NaN", "NaN or infinite"), std::pair("[1]", "a list"),
        std::pair("{\"$oid\": 1}", "an object"), std::pair("1e30", "1e30")}) {
    const std::string end = " is " + std::string(told) + "; expected an integer or a string";
    const VocList list = MakeIds(Images(written, "2"), Categories(written, "2"),
                                 Object("1", written, "2") + ',' + Object("2", "2", written) + ',' +
                                     Object(written, "2", "2"));
    EXPECT_THAT(Problems(list),
                ElementsAre("image no. 1 (a.jpg): id" + end + "; left out",
                            "category no. 1 (cat): id" + end + "; its objects are left out",
                            "annotation 1: image_id" + end + "; left out",
                            "annotation 2: category_id" + end + "; left out"));
    // The annotation's own id only names it.
    EXPECT_EQ(ClassesIn(list), "b.jpg: 0") << written;
    EXPECT_EQ(list.problems.count(VocProblemKind::kBadField), 2U);
  }
}

TEST_F(CocoIds, MissingOnesAreNamed) {
  const VocList list = MakeIds(R"({"file_name": "a.jpg"}, )" + Image("2", "b.jpg"),
                               R"({"name": "cat"}, )" + Category("0", "dog"),
                               R"({"image_id": 2, "bbox": [0, 0, 9, 9]},
                 {"id": 0, "category_id": 0, "bbox": [0, 0, 9, 9]},
                 {"image_id": 2, "category_id": 0, "bbox": [0, 0, 0, 9]},
                 {"image_id": 2, "category_id": 0, "bbox": [0, 0, 9, 9]})");
  EXPECT_THAT(Problems(list),
              ElementsAre("image no. 1 (a.jpg): has no id; left out",
                          "category no. 1 (cat): has no id; its objects are left out",
                          "annotation no. 1: has no category_id; left out",
                          "annotation 0: has no image_id; left out",
                          HasSubstr("annotation no. 3 (dog): has no area")));
  EXPECT_EQ(ClassesIn(list), "b.jpg: 0");
  EXPECT_TRUE(IsFault(list.problems.kept()[2].kind));
}

TEST_F(CocoIds, ImagesOfOneIdAreLeftOut) {
  const VocList list = MakeIds(Images("1", "1") + ',' + Image("3", "c.jpg"), Categories("1", "2"),
                               Object("1", "1", "1") + ',' + Object("2", "3", "2"));
  EXPECT_THAT(Problems(list),
              ElementsAre("image 1 (a.jpg): has the id of image 'b.jpg' as well; left out",
                          "image 1 (b.jpg): has the id of image 'a.jpg' as well; left out"));
  EXPECT_EQ(ClassesIn(list), "c.jpg: 1");
  // The same image listed several times is one.
  const std::string again = Image("1", "a.jpg");
  const VocList twice = MakeIds(again + ',' + Images("1", "2") + ',' + again, Categories("1", "2"),
                                Object("1", "1", "1"));
  EXPECT_THAT(Problems(twice), ElementsAre("image 1 (a.jpg): is listed again; used once",
                                           "image 1 (a.jpg): is listed again; used once"));
  EXPECT_EQ(ClassesIn(twice), "a.jpg: 0; b.jpg: -1");
  EXPECT_FALSE(IsFault(twice.problems.kept()[0].kind));
}

TEST_F(CocoIds, CategoriesOfOneIdAreLeftOut) {
  const VocList list = MakeIds(Images("1", "2"), Categories("1", "1") + ',' + Category("3", "eel"),
                               Object("1", "1", "1") + ',' + Object("2", "2", "3"));
  EXPECT_THAT(Problems(list),
              ElementsAre("category 1 (dog): has the id of category 'cat' as well; the objects of "
                          "both are left out",
                          "annotation 1: is of category 1, which cannot be used; left out"));
  EXPECT_EQ(ClassesIn(list), "a.jpg: -1; b.jpg: 0");
  EXPECT_THAT(list.classes, ElementsAre("eel"));
  const VocList twice = MakeIds(Images("1", "2"), Categories("1", "2") + ',' + Category("1", "cat"),
                                Object("1", "1", "1"));
  EXPECT_THAT(Problems(twice), ElementsAre("category 1 (cat): occurs again; used once"));
}

TEST_F(CocoIds, AnnotationsOfOneIdAreNamed) {
  const VocList list =
      MakeIds(Images("1", "2"), Categories("1", "2"),
              Object("5", "1", "1") + ',' + Object("6", "1", "2") + ',' + Object("5", "2", "2"));
  EXPECT_THAT(Problems(list),
              ElementsAre("annotation 5: has the id of another annotation; both are used"));
  EXPECT_EQ(ClassesIn(list), "a.jpg: 0 1; b.jpg: 1");
}

TEST_F(CocoIds, ClassesAreInTheOrderOfTheIds) {
  const auto classes = [&](const std::string& first, const std::string& second,
                           const std::string& third) {
    return MakeIds(Images("1", "2"),
                   Category(first, "x") + ',' + Category(second, "y") + ',' + Category(third, "z"),
                   "")
        .classes;
  };
  EXPECT_THAT(classes("10", "2", "1"), ElementsAre("z", "y", "x"));
  EXPECT_THAT(classes(R"("10")", R"("2")", R"("1")"), ElementsAre("z", "y", "x"));
  EXPECT_THAT(classes(R"("10")", "2", R"("1")"), ElementsAre("z", "y", "x"));
  EXPECT_THAT(classes(R"("n10")", R"("n2")", "1"), ElementsAre("x", "y", "z"));
}

TEST_F(CocoIds, CategoriesOfOneNameAreOneClass) {
  const VocList list =
      MakeIds(Images("1", "2"),
              Category("0", "cat") + ',' + Category("1", " cat ") + ',' + Category("2", "\\tdog"),
              Object("1", "1", "1") + ',' + Object("2", "2", "2") + ',' + Object("3", "2", "0"));
  EXPECT_THAT(list.classes, ElementsAre("cat", "dog"));
  EXPECT_EQ(ClassesIn(list), "a.jpg: 0; b.jpg: 1 0");
  EXPECT_THAT(Problems(list),
              ElementsAre("category 1 ( cat ): has the name of category 0; both are one class"));
  EXPECT_FALSE(IsFault(list.problems.kept()[0].kind));
}

TEST_F(CocoIds, NamesThatNoFileCanHoldAreNamedFirst) {
  const VocList list =
      MakeIds(Images("1", "2"),
              Category("1", "traffic\\nlight") + ',' + Category("2", " ") + ',' +
                  Category("3", "\\ufeffdog") + R"(,{"id": 4, "name": 5},{"id": 5})" + ',' +
                  Category("6", "a\\u0000b"),
              Object("1", "1", "1") + ',' + Object("2", "2", "3") + ',' + Object("3", "1", "4"));
  EXPECT_THAT(
      Problems(list),
      ElementsAre(
          "category 4: name is 5; expected a string; its objects are left out",
          "category 1 (traffic\\nlight): the name contains a line end; its objects are left out",
          "category 2 ( ): the name is empty; its objects are left out",
          "category 5: the name is empty; its objects are left out", HasSubstr("category 6 (a"),
          "annotation 1: is of category 1, which cannot be used; left out",
          "annotation 3: is of category 4, which cannot be used; left out"));
  EXPECT_THAT(list.classes, ElementsAre("dog"));
  EXPECT_EQ(ClassesIn(list), "a.jpg: -1; b.jpg: 0");
}

}  // namespace
}  // namespace imrec
