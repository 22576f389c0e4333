#include <imrec/detection_label.h>
#include <imrec/error.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::string ProblemOf(const std::vector<float>& values) {
  std::string problem = DetectionLabelView::Problem(values);
  if (problem.empty()) {
    EXPECT_NO_THROW(DetectionLabelView{values});
  } else {
    EXPECT_THROW(DetectionLabelView{values}, Error);
  }
  return problem;
}

TEST(DetectionLabel, ParsesARow) {
  const std::vector<float> values = {4,   6, 500, 375, 1,   .1F, .2F, .3F,
                                     .4F, 0, 7,   .5F, .6F, .7F, .8F, 1};
  const DetectionLabelView label(values);
  EXPECT_EQ(label.header_width(), 4U);
  EXPECT_EQ(label.object_width(), 6U);
  EXPECT_THAT(label.header_extra(), ElementsAre(500, 375));
  ASSERT_EQ(label.object_count(), 2U);
  EXPECT_THAT(label.object(0), ElementsAre(1, .1F, .2F, .3F, .4F, 0));
  EXPECT_THAT(label.object(1), ElementsAre(7, .5F, .6F, .7F, .8F, 1));
}

TEST(DetectionLabel, HeaderAloneIsAnImageWithoutObjects) {
  const std::vector<float> values = {2, 5};
  EXPECT_EQ(DetectionLabelView(values).object_count(), 0U);
  EXPECT_TRUE(DetectionLabelView(values).header_extra().empty());
}

TEST(DetectionLabel, ReportsTheProblem) {
  EXPECT_THAT(ProblemOf({}), HasSubstr("found 0 value(s)"));
  EXPECT_THAT(ProblemOf({2}), HasSubstr("found 1 value(s)"));
  for (const float width : {1.0F, 0.0F, -2.0F, 2.5F, 1e9F, kNan, kInfinity, -kInfinity}) {
    EXPECT_THAT(ProblemOf({width, 5, 0, 0, 0, 0, 0}), HasSubstr("header width A")) << width;
  }
  for (const float width : {4.0F, 0.0F, -5.0F, 5.5F, 1e9F, kNan, kInfinity, -kInfinity}) {
    EXPECT_THAT(ProblemOf({2, width, 0, 0, 0, 0, 0}), HasSubstr("object width B")) << width;
  }
  EXPECT_THAT(ProblemOf({2, 5, 0, 0, 0, 0}), HasSubstr("6 values do not divide"));
  EXPECT_THAT(ProblemOf({2, 5, 0, 0, 0, 0, 0, 0}), HasSubstr("8 values do not divide"));
  EXPECT_THAT(ProblemOf({4, 5, 0}), HasSubstr("3 values do not divide"));
  EXPECT_EQ(ProblemOf({4, 5, 0, 0}), "");
  EXPECT_EQ(ProblemOf({2, 5, 0, 0, 0, 1, 1}), "");
}

TEST(DetectionLabel, DegenerateObjectsAreEmpty) {
  const auto empty = [](const std::vector<float>& object) { return IsEmptyObject(object); };
  EXPECT_FALSE(empty({0, .1F, .2F, .3F, .4F}));
  EXPECT_FALSE(empty({0, -.1F, -.2F, 1.3F, 1.4F}));
  EXPECT_TRUE(empty({0, .1F, .2F, .1F, .4F}));
  EXPECT_TRUE(empty({0, .1F, .2F, .3F, .2F}));
  EXPECT_TRUE(empty({0, .3F, .2F, .1F, .4F}));
  EXPECT_TRUE(empty({-1, -1, -1, -1, -1}));
  for (std::size_t corner = 1; corner < 5; ++corner) {
    std::vector<float> object = {0, .1F, .2F, .3F, .4F};
    object[corner] = kNan;
    EXPECT_TRUE(empty(object)) << corner;
  }
}

TEST(DetectionLabel, BuildsRows) {
  std::vector<float> row = {9, 9, 9};
  StartDetectionLabel(6, std::vector<float>{500, 375}, row);
  EXPECT_THAT(row, ElementsAre(4, 6, 500, 375));
  StartDetectionLabel(6, {}, row);
  AppendNegativePlaceholder(6, row);
  EXPECT_THAT(row, ElementsAre(2, 6, -1, 0, 0, 0, 0, 0));
  const DetectionLabelView label(row);
  ASSERT_EQ(label.object_count(), 1U);
  EXPECT_TRUE(IsEmptyObject(label.object(0)));
}

}  // namespace
}  // namespace imrec
