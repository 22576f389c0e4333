// voc2lst --from coco, end to end.
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Voc2LstCoco : public testing::Test {
 protected:
  Voc2LstCoco() {
    WriteFile(dir_ / "im/a.jpg", MakeJpeg({100, 50}));
    WriteFile(dir_ / "im/b.jpg", MakeJpeg({100, 50}));
  }

  // Two images and two categories, one object each; pieces of it can be replaced.
  static std::string Json(const std::vector<std::pair<std::string, std::string>>& changes = {}) {
    std::string json = R"({"images": [{"id": 1, "file_name": "a.jpg", "width": 100, "height": 50},
                                      {"id": 2, "file_name": "b.jpg"}],
        "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}],
        "annotations": [{"id": 11, "image_id": 1, "category_id": 1, "bbox": [0, 0, 50, 25]},
                        {"id": 12, "image_id": 2, "category_id": 2, "bbox": [50, 25, 50, 25]}]})";
    for (const auto& [from, to] : changes) {
      for (std::size_t at = 0; (at = json.find(from, at)) != std::string::npos; at += to.size()) {
        json.replace(at, from.size(), to);
      }
    }
    return json;
  }
  ProcessResult Run(const std::string& json, const std::vector<std::string>& more = {}) const {
    WriteFile(dir_ / "c.json", json);
    std::vector<std::string> arguments = {"--from",    "coco", dir_ / "c.json", "--images",
                                          dir_ / "im", "-o",   dir_ / "out.lst"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunTool("voc2lst", arguments);
  }
  std::string List() const { return ReadText(dir_ / "out.lst"); }

  TempDir dir_;
};

constexpr const char* kList =
    "0\t2\t6\t0\t0\t0\t0.5\t0.5\t0\ta.jpg\n"
    "1\t2\t6\t1\t0.5\t0.5\t1\t1\t0\tb.jpg\n";

TEST_F(Voc2LstCoco, WritesListAndClasses) {
  const ProcessResult result = Run(Json());
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(List(), kList);
  EXPECT_EQ(ReadText(dir_ / "out.classes.txt"), "cat\ndog\n");
  EXPECT_EQ(RunTool("voc2lst", {"--from", "coco", dir_ / "c.json", "-o", dir_ / "x.lst"}).exit_code,
            2);
}

TEST_F(Voc2LstCoco, IdsThatAreStringsGiveTheSameList) {
  const std::vector<std::vector<std::pair<std::string, std::string>>> all_changes = {
      {{R"({"id": 1, "file)", R"({"id": "a", "file)"},
       {R"({"id": 2, "file)", R"({"id": "b", "file)"},
       {R"("image_id": 1)", R"("image_id": "a")"},
       {R"("image_id": 2)", R"("image_id": "b")"}},
      {{R"({"id": 1, "name)", R"({"id": "1", "name)"},
       {R"({"id": 2, "name)", R"({"id": "2", "name)"},
       {R"("category_id": 1)", R"("category_id": "1")"},
       {R"("category_id": 2)", R"("category_id": "2")"}},
      {{R"("id": 11)", R"("id": "x")"}, {R"("id": 12)", R"("id": null)"}}};
  for (const auto& changes : all_changes) {
    const ProcessResult result = Run(Json(changes));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(List(), kList);
  }
}

TEST_F(Voc2LstCoco, WhatIsMissingIsNamedAndLeftOut) {
  const ProcessResult no_category = Run(Json({{R"("category_id": 2, )", ""}}));
  EXPECT_EQ(no_category.exit_code, 1);
  EXPECT_THAT(no_category.err, HasSubstr("c.json: annotation 12: has no category_id; left out"));
  EXPECT_THAT(List(), HasSubstr("1\t2\t6\t-1"));
  const ProcessResult no_image = Run(Json({{R"("image_id": 2, )", ""}}));
  EXPECT_EQ(no_image.exit_code, 1);
  EXPECT_THAT(no_image.err, AllOf(HasSubstr("annotation 12: has no image_id; left out"),
                                  HasSubstr("bad_field: 1"), Not(HasSubstr("object 0"))));
  const ProcessResult twice = Run(Json({{R"({"id": 2, "file)", R"({"id": 1, "file)"}}));
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_THAT(twice.err, AllOf(HasSubstr("image 1 (a.jpg): has the id of image 'b.jpg' as well"),
                               HasSubstr("bad_image: 2")));
}

TEST_F(Voc2LstCoco, JsonNamesTheItems) {
  const ProcessResult result =
      Run(Json({{R"("image_id": 2)", R"("image_id": "2")"}, {R"("id": 12)", R"("id": "k")"}}),
          {"--json"});
  EXPECT_EQ(result.exit_code, 1);
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["problems"][0]["annotation"], "\"k\"");
  EXPECT_EQ(json["problems"][0]["kind"], "unknown_image");
  EXPECT_EQ(json["looks_normalised"], false);
}

TEST_F(Voc2LstCoco, ClassFilesCanBeReadAgain) {
  const ProcessResult result = Run(Json({{R"("cat")", R"(" dog ")"}}));
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("category 2 (dog): has the name of category 1"));
  EXPECT_EQ(ReadText(dir_ / "out.classes.txt"), "dog\n");
  const std::string list = List();
  EXPECT_EQ(
      Run(Json({{R"("cat")", R"(" dog ")"}}), {"--classes", dir_ / "out.classes.txt"}).exit_code,
      0);
  EXPECT_EQ(List(), list);
}

TEST_F(Voc2LstCoco, ANameWithALineEndLeavesItsObjectsOut) {
  const ProcessResult result = Run(Json({{R"("cat")", R"("traffic\nlight")"}}));
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("category 1 (traffic\\nlight): the name contains a line end"));
  EXPECT_EQ(ReadText(dir_ / "out.classes.txt"), "dog\n");
}

TEST_F(Voc2LstCoco, PythonsNaNPassesWhereNobodyUsesIt) {
  EXPECT_EQ(
      Run(Json({{R"("id": 11,)", R"("id": 11, "area": NaN, "score": -Infinity,)"}})).exit_code, 0);
  EXPECT_EQ(List(), kList);
  const ProcessResult used = Run(Json({{"[0, 0,", "[NaN, 0,"}}));
  EXPECT_EQ(used.exit_code, 1);
  EXPECT_THAT(used.err, HasSubstr("annotation 11: bbox holds NaN or infinite"));
}

TEST_F(Voc2LstCoco, LvisHasAddressesOnly) {
  EXPECT_EQ(
      Run(Json({{R"("file_name": "a.jpg")", R"("coco_url": "http://x/val2017/a.jpg")"}})).exit_code,
      0);
  EXPECT_EQ(List(), kList);
}

TEST_F(Voc2LstCoco, AnotherImageIsNotTakenForTheNamedOne) {
  WriteFile(dir_ / "im/v1/1.jpg", MakeJpeg({100, 50}));
  const ProcessResult folder = Run(Json({{"a.jpg", "v1/1.jpg"}, {"b.jpg", "v2/1.jpg"}}));
  EXPECT_EQ(folder.exit_code, 1);
  EXPECT_EQ(List(), "0\t2\t6\t0\t0\t0\t0.5\t0.5\t0\tv1/1.jpg\n");
  WriteFile(dir_ / "im/a.jpeg", MakeJpeg({200, 100}));
  const ProcessResult extension = Run(Json({{"b.jpg", "a.jpeg"}}));
  EXPECT_EQ(extension.exit_code, 0) << extension.err;
  EXPECT_THAT(List(), HasSubstr("0.25\t0.25\t0.5\t0.5\t0\ta.jpeg\n"));
  const ProcessResult size = Run(Json({{"a.jpg", "a.jpeg"}}));
  EXPECT_EQ(size.exit_code, 1);
  EXPECT_THAT(size.err, HasSubstr("image 1 (a.jpeg): says 100x50, but the image is 200x100"));
}

TEST_F(Voc2LstCoco, SharesOfTheSizeAreToldFromPixels) {
  const ProcessResult result = Run(
      Json({{"[0, 0, 50, 25]", "[0, 0, 0.5, 0.5]"}, {"[50, 25, 50, 25]", "[0.5, 0.5, 0.5, 0.5]"}}));
  EXPECT_THAT(result.err, HasSubstr("all boxes lie within 0..1, so they look normalised"));
}

TEST_F(Voc2LstCoco, ImagesThatTheFileLacksCanBeTaken) {
  WriteFile(dir_ / "im/c.jpg", MakeJpeg({100, 50}));
  EXPECT_THAT(Run(Json()).out, HasSubstr("1 image without annotation"));
  EXPECT_EQ(List(), kList);
  EXPECT_EQ(Run(Json(), {"--unannotated", "negatives"}).exit_code, 0);
  EXPECT_EQ(List(), std::string(kList) + "2\t2\t6\t-1\t0\t0\t0\t0\t0\tc.jpg\n");
}

TEST_F(Voc2LstCoco, FilesOfAnotherShapeAreRefused) {
  for (const auto& [from, to, told] :
       {std::tuple(R"("annotations": [)", R"("annotations": null, "x": [)",
                   "\"annotations\" is null; expected a list"),
        std::tuple(R"("images": [)", R"("images": {}, "x": [)",
                   "\"images\" is an object; expected a list")}) {
    const ProcessResult result = Run(Json({{from, to}}));
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr(told));
  }
}

}  // namespace
}  // namespace imrec::test
