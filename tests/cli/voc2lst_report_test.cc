// voc2lst --report and the summary, end to end.
#include <algorithm>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/support/process.h"
#include "tests/support/voc_set.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::size_t Occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

class Voc2LstReport : public testing::Test {
 protected:
  void Add(const std::string& stem, const std::vector<std::string>& objects) const {
    WriteVocSample(dir_ / "in", stem, {100, 50}, objects);
  }
  ProcessResult Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), dir_ / "in");
    return RunTool("voc2lst", arguments);
  }
  ProcessResult RunWithReport(const std::string& name = "page.html") const {
    return Run({"-o", dir_ / "out.lst", "--report", dir_ / name});
  }
  std::string Page() const { return ReadText(dir_ / "page.html"); }

  TempDir dir_;
};

TEST_F(Voc2LstReport, ShowsCountsChartsAndTheBoxesOfProblems) {
  Add("1", {VocObjectXml("dog", 1, 1, 50, 25), VocObjectXml("cat", 9, 9, 9, 9)});
  Add("2", {VocObjectXml("dog", 60, 10, 40, 20), VocObjectXml("dog", 150, 1, 190, 20)});
  const ProcessResult result = RunWithReport();
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_THAT(result.err, HasSubstr("page.html written"));
  const std::string page = Page();
  EXPECT_THAT(page,
              AllOf(HasSubstr("<!doctype html>"), HasSubstr("</html>"),
                    HasSubstr("Objects per class"), HasSubstr("Objects per image"),
                    HasSubstr("Box sizes"), HasSubstr("empty_box: 1"), HasSubstr("inverted_box: 1"),
                    HasSubstr("outside_box: 1"), HasSubstr("object 2 (cat): has no area")));
  // Each of the three boxes has its picture, and all pictures are in the page.
  EXPECT_EQ(Occurrences(page, "href=\"data:image/jpeg;base64,/9j/"), 3U);
  EXPECT_EQ(Occurrences(page, "<path"), 3U);
  EXPECT_THAT(page, AllOf(Not(HasSubstr("http")), Not(HasSubstr("<script"))));
  // The frame of the box outside the image, 190 of 100 pixels wide, contains that box.
  EXPECT_THAT(page, HasSubstr("viewBox=\"-4.0 -4.0 198.0 58.0\""));
}

TEST_F(Voc2LstReport, TurnsThePictureAsTheImageIsTurned) {
  WriteVocSample(dir_ / "in", "1", {50, 100}, {VocObjectXml("dog", 10, 95, 10, 95)});
  WriteFile(dir_ / "in/JPEGImages/1.jpg", MakeRotatedJpeg({100, 50}, 6));
  EXPECT_EQ(Run({"--check", "--report", dir_ / "page.html"}).exit_code, 1);
  EXPECT_THAT(Page(), AllOf(HasSubstr("empty_box: 1"), HasSubstr("width=\"50\" height=\"100\"")));
}

// Files of many images are read before the images are known.
TEST_F(Voc2LstReport, ShowsPicturesForProblemsInFilesOfManyImages) {
  WriteFile(dir_ / "im/a.jpg", MakeJpeg({100, 50}));
  WriteFile(dir_ / "coco.json",
            R"({"images": [{"id": 1, "file_name": "a.jpg"}],
                "categories": [{"id": 1, "name": "cat"}],
                "annotations": [{"id": 1, "image_id": 1, "category_id": 1},
                    {"id": 2, "image_id": 1, "category_id": 1, "bbox": [10, 5, 20, 20],
                     "iscrowd": 2}]})");
  WriteFile(dir_ / "cvat.xml",
            "<annotations><image name=\"a.jpg\"><box label=\"cat\" xtl=\"1\"/>\n"
            "<box label=\"cat\" xtl=\"10\" ytl=\"5\" xbr=\"30\" ybr=\"25\" outside=\"1\"/>"
            "</image></annotations>");
  const auto page = [&](const std::string& format, const std::string& file) {
    EXPECT_EQ(RunTool("voc2lst", {"--from", format, dir_ / file, "--images", dir_ / "im", "--check",
                                  "--report", dir_ / "page.html"})
                  .exit_code,
              1);
    return Page();
  };
  const std::string coco = page("coco", "coco.json");
  EXPECT_THAT(coco, AllOf(HasSubstr("missing_box: 1"), HasSubstr("bad_field: 1")));
  EXPECT_EQ(Occurrences(coco, "href=\"data:image/jpeg;base64,/9j/"), 2U);
  EXPECT_EQ(Occurrences(coco, "<path"), 1U);
  const std::string cvat = page("cvat", "cvat.xml");
  EXPECT_THAT(cvat, AllOf(HasSubstr("missing_box: 1"), HasSubstr("shape_without_box: 1")));
  EXPECT_EQ(Occurrences(cvat, "href=\"data:image/jpeg;base64,/9j/"), 2U);
  EXPECT_EQ(Occurrences(cvat, "<path"), 1U);
}

TEST_F(Voc2LstReport, ShowsTheFirstFiveOfEachKind) {
  for (int i = 0; i < 8; ++i) Add(std::to_string(i), {VocObjectXml("dog", 9, 9, 9, 9)});
  EXPECT_EQ(RunWithReport().exit_code, 1);
  EXPECT_THAT(Page(), HasSubstr("empty_box: 8 (the first 5 are shown)"));
  EXPECT_EQ(Occurrences(Page(), "<figure>"), 5U);
}

TEST_F(Voc2LstReport, EscapesNames) {
  Add("1", {VocObjectXml("&lt;script&gt;alert(1)&lt;/script&gt;", 9, 9, 9, 9),
            VocObjectXml("&lt;b&gt;\"&amp;", 1, 1, 9, 9)});
  EXPECT_EQ(RunWithReport().exit_code, 1);
  EXPECT_THAT(Page(), AllOf(HasSubstr("&lt;script&gt;alert"), Not(HasSubstr("<script")),
                            HasSubstr("&lt;b&gt;&quot;&amp;"), Not(HasSubstr("<b>"))));
}

TEST_F(Voc2LstReport, IsWrittenEvenIfNoListIs) {
  Add("1", {VocObjectXml("dog", 9, 9, 9, 9)});
  EXPECT_EQ(Run({"-o", dir_ / "out.lst", "--fix=fail", "--report", dir_ / "page.html"}).exit_code,
            2);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "out.lst"));
  EXPECT_THAT(Page(), HasSubstr("empty_box: 1"));
}

TEST_F(Voc2LstReport, ReplacesAPageButNoOtherFile) {
  Add("1", {VocObjectXml("dog", 1, 1, 9, 9)});
  EXPECT_EQ(RunWithReport().exit_code, 0);
  EXPECT_EQ(RunWithReport().exit_code, 0);
  WriteFile(dir_ / "page.html", "precious");
  const ProcessResult refused = RunWithReport();
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("page.html"), HasSubstr("not a page of imrec")));
  EXPECT_EQ(Page(), "precious");
  const ProcessResult other = RunWithReport("out.txt");
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("--report must end in .html"));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "out.txt"));
}

TEST_F(Voc2LstReport, IsNotTheList) {
  Add("1", {VocObjectXml("dog", 1, 1, 50, 25)});
  const ProcessResult result =
      Run({"-o", dir_ / "same.html", "--report", dir_ / "x" / ".." / "same.html"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("-o and --report name the same file"));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "same.html"));
  EXPECT_THAT(
      Run({"-o", dir_ / "a.html", "--train-ratio", "0.5", "--report", dir_ / "a_val.html"}).err,
      HasSubstr("-o and --report name the same file"));
  const ProcessResult empty = Run({"--check", "--report", ""});
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_THAT(empty.err, HasSubstr("--report: must not be empty"));
}

// The picture of an image that takes too much memory is left out, not the page.
TEST_F(Voc2LstReport, HugeImagesHaveNoPicture) {
  Add("1", {VocObjectXml("cat", 9, 9, 9, 9)});
  std::filesystem::resize_file(dir_ / "in" / "JPEGImages" / "1.jpg", std::uintmax_t{1} << 30);
  EXPECT_EQ(RunWithReport().exit_code, 1);
  EXPECT_THAT(Page(), AllOf(HasSubstr("has no area"), Not(HasSubstr("data:image"))));
}

TEST_F(Voc2LstReport, TheSummaryFitsAScreen) {
  // 30 classes, of which the largest are shown, and problems of many kinds.
  for (int i = 0; i < 30; ++i) {
    std::vector<std::string> objects(static_cast<std::size_t>(i + 1),
                                     VocObjectXml("class" + std::to_string(i), 1, 1, 9, 9));
    Add(std::to_string(i), objects);
  }
  Add("bad", {VocObjectXml("a", 9, 9, 9, 9), VocObjectXml("b", 60, 10, 40, 20),
              VocObjectXml("c", 150, 1, 190, 20), VocObjectXml("d", 1, 1, 150, 20)});
  WriteFile(dir_ / "in/Annotations/x.xml", "<annotation>");
  WriteFile(dir_ / "in/Annotations/y.xml",
            "<annotation><filename>nothing.jpg</filename></annotation>");
  WriteFile(dir_ / "in/JPEGImages/z.jpg", "no image");
  WriteFile(dir_ / "in/Annotations/z.xml", "<annotation></annotation>");
  const ProcessResult result = Run({"--check"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_LE(std::ranges::count(result.out, '\n'), 20) << result.out;
  EXPECT_THAT(
      result.out,
      AllOf(HasSubstr("31 images, "), HasSubstr("class29 "), HasSubstr("and 23 more classes"),
            HasSubstr("unreadable_annotation"), HasSubstr("more kind"), Not(HasSubstr("class0 "))));
}

}  // namespace
}  // namespace imrec::test
