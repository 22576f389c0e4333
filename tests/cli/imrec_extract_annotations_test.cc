// imrec extract --voc, --coco, --yolo: out and in again.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/class_names.h>

#include "tests/cli/extract_annotations_fixture.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST_F(ImrecExtractAnnotations, OutAndInAgainIsTheIdentity) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    for (const std::string format : {"voc", "coco", "yolo"}) {
      const auto labels = RandomLabels(seed, format != "yolo");
      Pack(labels);
      const ProcessResult result = Extract(format, {"--force"});
      ASSERT_EQ(result.exit_code, 0) << result.err;
      EXPECT_EQ(ReadAgain(format), labels) << format << ' ' << seed;
      EXPECT_EQ(ReadText(dir_ / (format + ".classes.txt")), "cat\ndog\ncow\n");
      fs::remove_all(dir_ / format);
    }
  }
}

TEST_F(ImrecExtractAnnotations, WhatAFormatCannotHoldIsCounted) {
  Pack({Label({{0, 0.1F, 0.1F, 0.5F, 0.5F, 1}, {1, 0.2F, 0.1F, 0.5F, 0.5F, 0}}),
        Label({{1, 0.2F, 0.2F, 0.4F, 0.5F, 0},
               {1, 0.2F, 0.2F, 0.4F, 0.5F, 0},
               {2, 0, 0.5F, 0.5F, 1, 0}})});
  const ProcessResult keep = Extract("yolo");
  EXPECT_EQ(keep.exit_code, 0);
  EXPECT_THAT(keep.err,
              AllOf(HasSubstr("1 object marked as difficult, truncated or occluded, which "
                              "YOLO cannot hold"),
                    HasSubstr("1 object equal to another one left out")));
  EXPECT_EQ(ReadText(dir_ / "yolo/labels/train/00000001.txt"),
            "1 0.300000 0.350000 0.200000 0.300000\n2 0.250000 0.750000 0.500000 0.500000\n");
  const ProcessResult drop = Extract("yolo", {"--force", "--difficult", "drop"});
  EXPECT_THAT(drop.err, HasSubstr("1 object left out as difficult"));
  EXPECT_EQ(ReadText(dir_ / "yolo/labels/train/00000000.txt"),
            "1 0.350000 0.300000 0.300000 0.400000\n");
}

TEST_F(ImrecExtractAnnotations, BoxesSlightlyOutsideAreClippedAndCounted) {
  Pack({Label({{0, -0.005F, 0.25F, 0.5F, 1.005F, 0},
               {1, 0.25F, 0.25F, 0.5F, 0.5F, 0},
               {2, 1.001F, 0.25F, 1.005F, 0.5F, 0}})});
  for (const std::string format : {"coco", "yolo"}) {
    const ProcessResult result = Extract(format);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.err, AllOf(HasSubstr("1 object clipped to the image"),
                                  HasSubstr("1 object outside the image left out")));
    EXPECT_THAT(ReadAgain(format),
                ElementsAre(Label({{0, 0, 0.25F, 0.5F, 1, 0}, {1, 0.25F, 0.25F, 0.5F, 0.5F, 0}})));
  }
  EXPECT_EQ(ReadText(dir_ / "yolo/labels/train/00000000.txt"),
            "0 0.250000 0.625000 0.500000 0.750000\n1 0.375000 0.375000 0.250000 0.250000\n");
  std::ifstream stream(dir_ / "coco/instances.json");
  EXPECT_EQ(nlohmann::json::parse(stream)["annotations"][0]["bbox"],
            nlohmann::json({0, 7.5, 20, 22.5}));
}

TEST_F(ImrecExtractAnnotations, ClassesWithoutNameHaveNumbers) {
  Pack({Label({{2, 0.1F, 0.1F, 0.5F, 0.5F, 0}})}, {"2"});
  for (const std::string format : {"coco", "yolo"}) {
    ASSERT_EQ(Extract(format).exit_code, 0);
    EXPECT_EQ(ReadAgain(format),
              (std::vector<std::vector<float>>{Label({{2, 0.1F, 0.1F, 0.5F, 0.5F, 0}})}));
    EXPECT_EQ(ReadText(dir_ / (format + ".classes.txt")), "2\n1\nclass_2\n");
  }
}

TEST_F(ImrecExtractAnnotations, OddClassesAreLeftOut) {
  Pack({Label({{2.5F, 0.1F, 0.1F, 0.5F, 0.5F, 0}}), Label({{1, 0.1F, 0.1F, 0.5F, 0.5F, 0}}),
        Label({{5e6F, 0.1F, 0.1F, 0.5F, 0.5F, 0}})});
  for (const std::string format : {"coco", "yolo"}) {
    const ProcessResult result = Extract(format);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("left out"));
    EXPECT_THAT(ReadAgain(format), SizeIs(1));
  }
}

TEST_F(ImrecExtractAnnotations, NamesInAnyScript) {
  const std::vector<std::string> names = {"say \"hi\": #1", "\xE4\xB8\xAD\xE6\x96\x87", "a\\b"};
  Pack({Label({{1, 0.1F, 0.1F, 0.5F, 0.5F, 0}})}, names);
  for (const std::string format : {"voc", "coco", "yolo"}) {
    ASSERT_EQ(Extract(format).exit_code, 0);
    ReadAgain(format);
    EXPECT_EQ(ReadClassNames(dir_ / (format + ".classes.txt")), names) << format;
  }
}

TEST_F(ImrecExtractAnnotations, WrongUse) {
  Pack({Label({{1, 0.1F, 0.1F, 0.5F, 0.5F, 0}})});
  EXPECT_EQ(Extract("voc", {"--coco"}).exit_code, 2);
  EXPECT_EQ(Extract("coco", {"--difficult", "drop"}).exit_code, 2);
  EXPECT_EQ(
      RunTool("imrec", {"extract", dir_ / "set.rec", "--list", dir_ / "x.lst", "--yolo"}).exit_code,
      2);
}

}  // namespace
}  // namespace imrec::test
