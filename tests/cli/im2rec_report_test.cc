// im2rec --report and the summary, end to end.
#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/files.h"
#include "tests/support/format_files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Im2RecReport : public testing::Test {
 protected:
  Im2RecReport() {
    WriteFile(dir_ / "in/a.jpg", MakeJpeg({40, 30}));
    WriteFile(dir_ / "in/b.jpg", MakeJpeg({300, 200}));
    WriteFile(dir_ / "in/bad.jpg", "not an image");
    WriteFile(dir_ / "set.lst", "0\t1\ta.jpg\n1\t1\tb.jpg\n2\t0\tbad.jpg\n3\t0\tnone.jpg\n");
    WriteFile(dir_ / "set.classes.txt", "cat\n<i>dog\n");
  }
  ProcessResult Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {dir_ / "set", dir_ / "in"});
    return RunTool("im2rec", arguments);
  }
  std::string Page() const { return ReadText(dir_ / "page.html"); }

  TempDir dir_;
};

TEST_F(Im2RecReport, ShowsCountsChartsAndSkippedImages) {
  const ProcessResult result = Run({"--pass-through", "--report", dir_ / "page.html"});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("  images: 2 as they are\n"), HasSubstr("skipped        1"),
                    HasSubstr("(line 3, bad.jpg)"), HasSubstr("page.html written")));
  const std::string page = Page();
  EXPECT_THAT(page,
              AllOf(HasSubstr("images per class"), HasSubstr("&lt;i&gt;dog"), Not(HasSubstr("<i>")),
                    HasSubstr(">32-63<"), HasSubstr(">256-511<"), HasSubstr("record sizes"),
                    HasSubstr("line 3: bad.jpg: "), HasSubstr("line 4: none.jpg: ")));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("http")), Not(HasSubstr("<script"))));
  EXPECT_THAT(page, Not(HasSubstr("data:image")));  // neither of the skipped can be decoded
}

TEST_F(Im2RecReport, ShowsTheSkippedImagesThatCanBeDecoded) {
  const ProcessResult result =
      Run({"--max-pixels", "10000", "--resize", "20", "--report", dir_ / "page.html"});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_THAT(result.err, HasSubstr("  images: 1 re-encoded\n"));
  // b.jpg exceeds the limit, but can be shown. a.jpg is 26 x 20 pixels in its record.
  EXPECT_THAT(Page(), AllOf(HasSubstr("line 2: b.jpg: "), HasSubstr("data:image/jpeg;base64,"),
                            HasSubstr("width=\"240\" height=\"160\""), HasSubstr(">16-31<")));
}

TEST_F(Im2RecReport, ShowsBoxes) {
  WriteFile(dir_ / "set.lst", "0\t2\t5\t0\t0\t0\t0.5\t0.5\ta.jpg\n1\t2\t5\t1\t0\t0\t1\t1\tb.jpg\n");
  EXPECT_EQ(Run({"--report", dir_ / "page.html"}).exit_code, 0);
  EXPECT_THAT(Page(), AllOf(HasSubstr("objects per class"), HasSubstr("box sizes"),
                            Not(HasSubstr("skipped images"))));
}

std::size_t CountOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST_F(Im2RecReport, ShowsInvalidLabelsByKindWithTheirBoxes) {
  WriteFile(dir_ / "set.lst",
            "0\t2\t5\t0\t0\t0\t.5\t.5\ta.jpg\n"
            "1\t2\t5\t1\t.5\t0\t.25\t.5\ta.jpg\n"                                // inverted
            "2\t2\t5\t1\t10\t10\t50\t30\tb.jpg\n"                                // pixels
            "3\t2\t5\t1\tnan\t0\t.5\t.5\tb.jpg\n"                                // NaN
            "4\t2\t5\t0\t0\t0\t1\t1\t1\t0\t.75\t1\t.25\tb.jpg\n"                 // inverted
            "5\t2\t5\t1.5\t0\t0\t1\t1\ta.jpg\n6\t2\t5\t-3\t0\t0\t1\t1\ta.jpg\n"  // class
            "7\t2\t5\t1\t0\t0\t1\t1.5\tnone.jpg\n");
  const ProcessResult result = Run({"--report", dir_ / "page.html"});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  const std::string page = Page();
  EXPECT_THAT(page, AllOf(HasSubstr("set.lst: invalid labels<"),
                          HasSubstr("<p>2 lines: its box is inverted</p>"),
                          HasSubstr("<p>1 line: its box looks like pixels, corners should be in "),
                          HasSubstr("<p>1 line: a value is not a number</p>"),
                          HasSubstr("<p>2 lines: its class 1.5 is not a whole number"),
                          HasSubstr("<p>1 line: its box reaches outside 0..1</p>")));
  EXPECT_THAT(page,
              AllOf(HasSubstr(">line 2: a.jpg: object 1: its box is inverted (0.5 0 0.25 0.5)<"),
                    HasSubstr(">line 5: b.jpg: object 2: its box is inverted (0 0.75 1 0.25)<"),
                    HasSubstr(">line 3: b.jpg: object 1: its box looks like pixels")));
  // Every image but the missing one has a picture; boxes in pixels and with NaN are not drawn.
  EXPECT_EQ(CountOf(page, "data:image/jpeg;base64,"), 6U);
  EXPECT_EQ(CountOf(page, "<path "), 4U);
  EXPECT_THAT(page, HasSubstr("d=\"M20.0 0.0H10.0V15.0H20.0Z\""));
}

TEST_F(Im2RecReport, ShowsFiveLinesOfEachKindOfInvalidLabels) {
  std::string list = "0\t2\t5\t0\t0\t0\t.5\t.5\ta.jpg\n";
  for (int i = 1; i <= 7; ++i) {
    list += std::to_string(i) + "\t2\t5\t0\t1\t0\t0\t." + std::to_string(i) + "\ta.jpg\n";
  }
  WriteFile(dir_ / "set.lst", list);
  Run({"--report", dir_ / "page.html"});
  EXPECT_THAT(Page(),
              AllOf(HasSubstr("<p>7 lines: its box is inverted (the first 5 are shown)</p>"),
                    HasSubstr(">line 6: "), Not(HasSubstr(">line 7: "))));
}

TEST_F(Im2RecReport, ChartsCountValidObjects) {
  // Two cats and no dog are valid.
  WriteFile(dir_ / "set.lst",
            "0\t2\t5\t0\t0\t0\t.5\t.5\t0\t0\t0\t1\t1\ta.jpg\n"
            "1\t2\t5\t1\t10\t10\t50\t30\tb.jpg\n"
            "2\t2\t5\t1\t0\t0\t.5\t1.5\tb.jpg\n"
            "3\t2\t5\t1\t.5\t0\t.25\t.5\tb.jpg\n");
  Run({"--report", dir_ / "page.html"});
  const std::string page = Page();
  EXPECT_THAT(page, AllOf(HasSubstr("objects per class"), HasSubstr(">cat<"),
                          HasSubstr("objects per image"), HasSubstr("box sizes")));
  EXPECT_THAT(page, Not(HasSubstr("dog")));
  const std::string objects =
      page.substr(page.find("aria-label=\"", page.find("objects per image")));
  // Three images have no object, none has one, and one has two.
  EXPECT_THAT(
      objects.substr(0, objects.find("</svg>")),
      AllOf(HasSubstr(">3</text>"), HasSubstr(">0</text><rect"), HasSubstr(">2</text><rect")));
}

TEST_F(Im2RecReport, SaysThatNothingWasPackedAnew) {
  EXPECT_LE(Run({}).exit_code, 1);
  Run({"--resume", "--report", dir_ / "page.html"});
  EXPECT_THAT(Page(), AllOf(HasSubstr("was already complete; nothing was packed"),
                            Not(HasSubstr("images/s"))));
}

TEST_F(Im2RecReport, StaysIfNothingIsPackedAnew) {
  EXPECT_LE(Run({"--report", dir_ / "page.html"}).exit_code, 1);
  const std::string before = Page();
  const ProcessResult again = Run({"--resume", "--report", dir_ / "page.html"});
  EXPECT_THAT(again.err, HasSubstr("page.html is kept, because nothing was packed now"));
  EXPECT_EQ(Page(), before);
}

TEST_F(Im2RecReport, RefusesAnotherFileBeforeItPacks) {
  WriteFile(dir_ / "page.html", "precious");
  const ProcessResult result = Run({"--report", dir_ / "page.html"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("not a page of imrec"));
  EXPECT_EQ(Page(), "precious");
  EXPECT_FALSE(std::filesystem::exists(dir_ / "set.rec"));
}

TEST_F(Im2RecReport, NeedsAName) {
  const ProcessResult result = Run({"--report", ""});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("--report: must not be empty"));
}

TEST_F(Im2RecReport, IsRefusedWithAPlan) {
  const ProcessResult result = Run({"--plan", "--report", dir_ / "page.html"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("--report has no meaning with --plan"));
}

TEST_F(Im2RecReport, ThePlanCountsImagesAsOneRunDoes) {
  ASSERT_EQ(Run({"--plan", "--pass-through"}).exit_code, 0);
  const std::string plan = dir_ / "set.plan.json";
  ASSERT_EQ(RunTool("im2rec", {plan, "--shards", "0"}).exit_code, 1);
  EXPECT_THAT(RunTool("im2rec", {plan, "--finish"}).err,
              AllOf(HasSubstr("  images: 2 as they are\n"), HasSubstr("(line 3, bad.jpg)")));
}

// Images for forty lists.
class Im2RecManyLists : public testing::Test {
 protected:
  static constexpr int kLists = 40;

  Im2RecManyLists() {
    for (int i = 0; i < 2 * kLists; ++i) {
      WriteFile(dir_ / ("in/" + std::to_string(100 + i) + ".jpg"), MakeJpeg({16, 16}, i));
    }
  }
  ProcessResult List(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"--list", "--no-shuffle", "--chunks", std::to_string(kLists),
                                     dir_ / "set", dir_ / "in"});
    return RunTool("im2rec", options);
  }
  ProcessResult Pack(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {dir_ / "set", dir_ / "in"});
    return RunTool("im2rec", options);
  }
  static std::ptrdiff_t Lines(const ProcessResult& result) {
    return std::ranges::count(result.err, '\n');
  }

  TempDir dir_;
};

TEST_F(Im2RecManyLists, TheSummaryOfListsFitsAScreen) {
  const ProcessResult first = List();
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_LE(Lines(first), 20) << first.err;
  EXPECT_THAT(first.err, AllOf(HasSubstr("set_0.lst: 2 images\n"), HasSubstr("and 32 more lists\n"),
                               HasSubstr("total: 80 images in 40 lists, 0 replaced\n"),
                               Not(HasSubstr("set_39.lst"))));
  // Old class names are used, which is told for some of the lists.
  WriteFile(dir_ / "set.classes.txt", "cat\n");
  const ProcessResult again = List({"--json"});
  EXPECT_LE(Lines(again), 20) << again.err;
  EXPECT_THAT(again.err,
              AllOf(HasSubstr("its names are packed with "), HasSubstr("40 replaced\n")));
  EXPECT_EQ(nlohmann::json::parse(again.out)["lists"].size(), 40);
}

TEST_F(Im2RecManyLists, TheSummaryOfSetsFitsAScreen) {
  ASSERT_EQ(List().exit_code, 0);
  WriteFile(dir_ / "in/160.jpg", "damaged");
  const ProcessResult first = Pack({"--json"});
  EXPECT_EQ(first.exit_code, 1);
  EXPECT_LE(Lines(first), 20) << first.err;
  EXPECT_THAT(first.err,
              AllOf(HasSubstr("set_0.rec: 2 records, "), HasSubstr("and 35 more lists\n"),
                    HasSubstr("total: 79 records, "), HasSubstr("  images: 79 re-encoded\n"),
                    HasSubstr("set_30.lst, line 1, 160.jpg)"), Not(HasSubstr("set_39.rec"))));
  const auto report = nlohmann::json::parse(first.out);
  EXPECT_EQ(report["lists"].size(), 40);
  EXPECT_EQ(report["lists"][39]["records"], 2);
  EXPECT_EQ(report["records"], 79);

  const ProcessResult replaced = Pack();
  EXPECT_LE(Lines(replaced), 20) << replaced.err;
  EXPECT_THAT(replaced.err,
              AllOf(HasSubstr("replaced the set of "), HasSubstr("replaced 40 sets\n")));
  const ProcessResult complete = Pack({"--resume"});
  EXPECT_LE(Lines(complete), 20) << complete.err;
  EXPECT_THAT(complete.err, HasSubstr("set_0.rec: is already complete"));
}

TEST_F(Im2RecManyLists, NotesAndWarningsFitAScreen) {
  for (int i = 0; i < kLists; ++i) {
    WriteFile(dir_ / ("set_" + std::to_string(i) + ".lst"),
              i < 30 ? "0\t2\t5\t0\t0\t0\t1\t1\t100.jpg\n" : "");
  }
  const ProcessResult result = Pack();
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_LE(Lines(result), 20) << result.err;
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("set_2.lst has detection labels"),
                    Not(HasSubstr("set_3.lst has detection")), HasSubstr("note: and so on for "),
                    HasSubstr("nothing was packed from 10 more lists (first: ")));
  EXPECT_LE(Lines(Pack({"--plan"})), 20);
}

}  // namespace
}  // namespace imrec::test
