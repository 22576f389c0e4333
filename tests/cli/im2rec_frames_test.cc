// Images to which im2rec gives another orientation than by default, while their boxes stay.
#include <cstddef>
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

constexpr const char* kBox = "2\t5\t0\t.1\t.1\t.5\t.5";
constexpr const char* kNegative = "2\t5\t-1\t0\t0\t0\t0";
constexpr ImageSize kFrameSize = {64, 48};

class Im2recFrames : public testing::Test {
 protected:
  Im2recFrames() {
    WriteFile(dir_ / "in/upright.jpg", MakeJpeg(kFrameSize));
    WriteFile(dir_ / "in/turned.jpg", MakeRotatedJpeg(kFrameSize, 6));
  }

  static std::string Line(int index, const std::string& labels, const std::string& path) {
    return std::to_string(index) + '\t' + labels + '\t' + path + '\n';
  }
  ProcessResult Pack(const std::vector<std::string>& options) const {
    std::vector<std::string> arguments = {dir_ / "set", dir_ / "in"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return RunTool("im2rec", arguments);
  }

  TempDir dir_;
};

TEST_F(Im2recFrames, JpegsWithBoxesThatStayAsStoredAreCounted) {
  WriteFile(dir_ / "set.lst", Line(0, kBox, "upright.jpg") + Line(1, kNegative, "turned.jpg") +
                                  Line(2, kBox, "turned.jpg") + Line(3, kBox, "turned.jpg"));
  const ProcessResult ignored = Pack({"--exif", "ignore", "--json"});
  EXPECT_EQ(ignored.exit_code, 0);
  EXPECT_THAT(ignored.err,
              HasSubstr("im2rec: 2 images with boxes were not turned upright because of --exif "
                        "ignore, but their boxes are expected to be those of upright images "
                        "(first: line 3, turned.jpg)\n"));
  EXPECT_EQ(nlohmann::json::parse(ignored.out)["lists"][0]["frame_mismatches"], 2);
  EXPECT_THAT(Pack({"--color", "-1", "--quiet"}).err,
              HasSubstr("2 images with boxes were not turned upright because of --color -1, "));
}

TEST_F(Im2recFrames, ImagesInTheDefaultFrameAreNotCounted) {
  WriteFile(dir_ / "set.lst", Line(0, kBox, "turned.jpg"));
  for (const std::vector<std::string>& options :
       std::vector<std::vector<std::string>>{{},
                                             {"--exif", "apply"},
                                             {"--exif", "all"},
                                             {"--color", "-1", "--exif", "apply"},
                                             {"--pass-through", "--exif", "ignore"},
                                             {"--no-pack-label", "--exif", "ignore"}}) {
    std::vector<std::string> arguments = options;
    arguments.emplace_back("--json");
    const ProcessResult packed = Pack(arguments);
    EXPECT_EQ(packed.exit_code, 0) << packed.err;
    EXPECT_THAT(packed.err, Not(HasSubstr("with boxes"))) << testing::PrintToString(options);
    EXPECT_EQ(nlohmann::json::parse(packed.out)["lists"][0]["frame_mismatches"], 0);
  }
  // One label per image.
  WriteFile(dir_ / "set.lst", Line(0, "1", "turned.jpg"));
  EXPECT_THAT(Pack({"--exif", "ignore", "--pack-label"}).err, Not(HasSubstr("with boxes")));
}

TEST_F(Im2recFrames, SeveralListsHaveOneWarning) {
  WriteFile(dir_ / "set_train.lst", Line(0, kBox, "upright.jpg"));
  WriteFile(dir_ / "set_val.lst", Line(0, kBox, "turned.jpg"));
  WriteFile(dir_ / "set_test.lst", Line(0, kBox, "turned.jpg"));
  EXPECT_THAT(Pack({"--exif", "ignore"}).err,
              AllOf(HasSubstr("2 images with boxes were not turned upright"),
                    HasSubstr("(first: " + (dir_ / "set_val.lst").string() + ", line 1, ")));
}

TEST_F(Im2recFrames, AnyMachineOfAPlanCounts) {
  WriteFile(dir_ / "set.lst", Line(0, kBox, "upright.jpg") + Line(1, kBox, "turned.jpg") +
                                  Line(2, kBox, "turned.jpg") + Line(3, kBox, "turned.jpg"));
  ASSERT_EQ(Pack({"--plan", "--num-shards", "2", "--exif", "ignore"}).exit_code, 0);
  const std::string plan = dir_ / "set.plan.json";
  ASSERT_EQ(RunTool("im2rec", {plan, "--shards", "1"}).exit_code, 0);
  ASSERT_EQ(RunTool("im2rec", {plan, "--shards", "0"}).exit_code, 0);
  const ProcessResult finished = RunTool("im2rec", {plan, "--finish", "--json"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.err,
              AllOf(HasSubstr("3 images with boxes were not turned upright because of --exif "),
                    HasSubstr("(first: line 2, turned.jpg)")));
  EXPECT_EQ(nlohmann::json::parse(finished.out)["lists"][0]["frame_mismatches"], 3);
}

#if IMREC_WITH_TIFF
// --color -1 does not keep them as stored.
TEST_F(Im2recFrames, TiffsAreUprightWithAllColours) {
  WriteFile(dir_ / "in/a.tif", MakeTiff(MakePicture(kFrameSize).view(), {.orientation = 6}));
  WriteFile(dir_ / "set.lst", Line(0, kBox, "a.tif"));
  EXPECT_THAT(Pack({"--color", "-1"}).err, Not(HasSubstr("with boxes")));
  EXPECT_THAT(Pack({"--color", "-1", "--exif", "ignore"}).err,
              HasSubstr("1 image with boxes was not turned upright because of --exif ignore"));
}
#endif

#if IMREC_WITH_WEBP
TEST_F(Im2recFrames, WebpsWithBoxesThatAreTurnedAreCounted) {
  std::vector<std::byte> chunks = WebpChunks(MakeWebp(MakePicture(kFrameSize).view()));
  Append(RiffChunk("EXIF", MakeExifBlock(6)), chunks);
  WriteFile(dir_ / "in/a.webp", MakeExtendedWebp(kFrameSize, 8, chunks));
  WriteFile(dir_ / "set.lst",
            Line(0, kBox, "turned.jpg") + Line(1, kNegative, "a.webp") + Line(2, kBox, "a.webp"));
  const ProcessResult packed = Pack({"--exif", "all", "--json", "--report", dir_ / "page.html"});
  EXPECT_EQ(packed.exit_code, 0);
  EXPECT_THAT(packed.err, HasSubstr("im2rec: 1 image with boxes was turned by --exif all, its "
                                    "boxes were not (first: line 3, a.webp)\n"));
  EXPECT_EQ(nlohmann::json::parse(packed.out)["lists"][0]["frame_mismatches"], 1);
  EXPECT_THAT(ReadText(dir_ / "page.html"),
              HasSubstr("differs from that of their boxes (--exif all)"));
  EXPECT_THAT(Pack({"--exif", "apply"}).err, Not(HasSubstr("with boxes")));
  EXPECT_THAT(Pack({"--color", "-1"}).err, HasSubstr("1 image with boxes was not turned upright"));
}
#endif

}  // namespace
}  // namespace imrec::test
