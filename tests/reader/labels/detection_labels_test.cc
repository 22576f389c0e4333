#include "reader/labels/detection_labels.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/record_shard.h>
#include <imrec/record_writer.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

TEST(DetectionObjects, KeepsExtrasAndClipsBoxes) {
  DetectionObjects objects;
  objects.Parse(test::MakeLabel({{3, -0.005F, 0.25F, 0.5F, 1.005F, 1}}));
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects.boxes()[0], (BoundingBox{.xmin = 0, .ymin = 0.25, .xmax = 0.5, .ymax = 1}));
  EXPECT_EQ(objects.values(0)[0], 3);
  EXPECT_EQ(objects.values(0)[5], 1);
}

TEST(DetectionObjects, LeavesOutWhatHasNoArea) {
  DetectionObjects objects;
  objects.Parse(test::MakeLabel({{0, 0.5F, 0.5F, 0.5F, 0.9F, 0},      // no width
                                 {1, 0.5F, 0.5F, 0.9F, 0.5F, 0},      // no height
                                 {2, 1.001F, 0.1F, 1.002F, 0.5F, 0},  // nothing of it inside
                                 {4, 0.1F, 0.1F, 0.2F, 0.2F, 0}}));
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects.values(0)[0], 4);
  objects.Parse(test::MakeLabel({}));
  EXPECT_EQ(objects.size(), 0U);
}

TEST(DetectionObjects, RefusesLabelsThatAreNotSound) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  DetectionObjects objects;
  EXPECT_THROW(objects.Parse(test::MakeLabel({{1, 0.9F, 0.1F, 0.2F, 0.5F, 0}})), Error);
  EXPECT_THROW(objects.Parse(test::MakeLabel({{1, 1.5F, 0.1F, 1.9F, 0.5F, 0}})), Error);
  EXPECT_THROW(objects.Parse(test::MakeLabel({{1, kNan, 0.1F, 0.9F, 0.5F, 0}})), Error);
  EXPECT_THROW(objects.Parse(std::vector<float>{2, 6, 0}), Error);
}

TEST(ScanDetectionLayout, FindsTheLargestRecord) {
  const test::TempDir dir;
  test::WriteDetectionSet(dir / "a.rec", 8);
  const DetectionLayout layout = ScanDetectionLayout(RecordShard(dir / "a.rec"));
  EXPECT_EQ(layout.max_objects, 3U);
  EXPECT_EQ(layout.object_width, 6U);
  EXPECT_EQ(layout.header_width, 2U);
}

TEST(ScanDetectionLayout, ClassificationRecordsAreRefusedWithAReason) {
  const test::TempDir dir;
  std::vector<std::byte> payload;
  BuildImageRecord(5, std::vector<float>{2}, LabelPacking::kPacked, test::Bytes("x"), payload);
  RecordWriter writer(dir / "a.rec");
  writer.Write(5, payload);
  writer.Close();
  try {
    ScanDetectionLayout(RecordShard(dir / "a.rec"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("--pack-label"));
    EXPECT_EQ(error.where().key, 5U);
  }
}

}  // namespace
}  // namespace imrec
