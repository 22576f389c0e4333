#include <imrec/label_layout.h>

#include <limits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imrec {
namespace {

using testing::HasSubstr;

constexpr float kNotANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinite = std::numeric_limits<float>::infinity();

std::string ObjectProblem(std::vector<float> object) {
  object.insert(object.begin(), {2, static_cast<float>(object.size())});
  return DetectionLabelProblem(object);
}

TEST(DetectionLabelProblem, ValidLabels) {
  EXPECT_EQ(ObjectProblem({0, 0, 0, 1, 1}), "");
  EXPECT_EQ(ObjectProblem({19, .1F, .2F, .3F, .4F, 1}), "");
  EXPECT_EQ(DetectionLabelProblem(std::vector<float>{2, 5}), "");
  EXPECT_EQ(DetectionLabelProblem(std::vector<float>{4, 6, 500, 375, 1, 0, 0, 1, 1, 0}), "");
}

TEST(DetectionLabelProblem, PlaceholdersOfImagesWithoutObjectsAreValid) {
  EXPECT_EQ(ObjectProblem({-1, 0, 0, 0, 0, 0}), "");
  EXPECT_EQ(ObjectProblem({-1, -1, -1, -1, -1}), "");
  EXPECT_THAT(ObjectProblem({-1, .1F, .1F, .5F, .5F}), HasSubstr("class -1"));
  EXPECT_THAT(ObjectProblem({-2, 0, 0, 0, 0}), HasSubstr("class -2"));
}

TEST(DetectionLabelProblem, BoxesWithoutAreaAreValidBecauseReadersDropThem) {
  EXPECT_EQ(ObjectProblem({1, .5F, .5F, .5F, .5F}), "");
  EXPECT_EQ(ObjectProblem({1, .5F, .2F, .5F, .4F}), "");
}

TEST(DetectionLabelProblem, ReportsInvalidWidths) {
  EXPECT_THAT(DetectionLabelProblem(std::vector<float>{2, 6, 1, .1F, .1F, .5F}),
              HasSubstr("6 values do not divide"));
  EXPECT_THAT(DetectionLabelProblem(std::vector<float>{1, 6, 1, .1F, .1F, .5F}),
              HasSubstr("header width"));
}

TEST(DetectionLabelProblem, AllValuesMustBeFinite) {
  for (const float bad : {kNotANumber, kInfinite, -kInfinite}) {
    for (std::size_t i = 0; i < 6; ++i) {
      std::vector<float> object = {0, .1F, .2F, .3F, .4F, 0};
      object[i] = bad;
      EXPECT_THAT(ObjectProblem(object), HasSubstr("object 1: a value is not a number")) << i;
    }
    EXPECT_THAT(DetectionLabelProblem(std::vector<float>{3, 5, bad, 0, 0, 0, 1, 1}),
                HasSubstr("label value 3 is not a number"));
  }
}

TEST(DetectionLabelProblem, ClassesMustBeNonNegativeWholeNumbers) {
  for (const float bad : {0.5F, -0.5F, -3.0F, 16777216.0F, 1e30F}) {
    EXPECT_THAT(ObjectProblem({bad, 0, 0, 1, 1}), HasSubstr("is not a whole number")) << bad;
  }
}

TEST(DetectionLabelProblem, CornersMustBeInOrderAndInside) {
  EXPECT_THAT(ObjectProblem({0, .5F, 0, .25F, 1}), HasSubstr("inverted (0.5 0 0.25 1)"));
  EXPECT_THAT(ObjectProblem({0, 0, .5F, 1, .25F}), HasSubstr("inverted"));
  EXPECT_THAT(ObjectProblem({0, 0, 0, .5F, 1.2F}), HasSubstr("reaches outside 0..1"));
  EXPECT_THAT(ObjectProblem({0, -.2F, 0, .5F, 1}), HasSubstr("reaches outside 0..1"));
  // Off by less than the tolerance, for example because a tool counts pixels from 1.
  EXPECT_EQ(ObjectProblem({0, -.005F, 0, 1, 1.005F}), "");
}

TEST(DetectionLabelProblem, BoxesInPixelsAreRecognised) {
  EXPECT_THAT(ObjectProblem({0, 10, 10, 50, 30}), HasSubstr("looks like pixels"));
  EXPECT_THAT(ObjectProblem({0, 0, 0, 1, 30}), HasSubstr("looks like pixels"));
  EXPECT_TRUE(HasPixelBoxes(std::vector<float>{2, 5, 0, 10, 10, 50, 30}));
  EXPECT_FALSE(HasPixelBoxes(std::vector<float>{2, 5, 0, 0, 0, 1, 1.5F}));
  EXPECT_FALSE(HasPixelBoxes(std::vector<float>{2, 5, 0, 0, 0, 1, kNotANumber}));
  EXPECT_FALSE(HasPixelBoxes(std::vector<float>{7}));
}

TEST(DetectionLabelProblem, ReportsTheObject) {
  const std::vector<float> label = {2, 5, 0, 0, 0, 1, 1, 3, .2F, .2F, .1F, .3F};
  EXPECT_THAT(DetectionLabelProblem(label), HasSubstr("object 2: "));
}

TEST(LabelProblem, ClassificationLabelsMustBeFinite) {
  const LabelLayout layout{.kind = LabelKind::kClassification, .width_min = 1, .width_max = 3};
  EXPECT_EQ(LabelProblem(std::vector<float>{2.5F}, layout), "");
  EXPECT_EQ(LabelProblem(std::vector<float>{.7F, .3F, 0}, layout), "");
  EXPECT_THAT(LabelProblem(std::vector<float>{1, kNotANumber}, layout), HasSubstr("label value 2"));
}

TEST(LabelProblem, ADetectionLabelAmongClassesIsDamage) {
  const LabelLayout layout{.kind = LabelKind::kClassification, .width_min = 1, .width_max = 1};
  const std::vector<float> detection = {2, 5, 0, 0, 0, 1, 1};
  EXPECT_THAT(LabelProblem(detection, layout), HasSubstr("a detection label of 7 values among"));
  // It cannot be distinguished if other labels have as many values.
  EXPECT_EQ(LabelProblem(detection, {.kind = LabelKind::kClassification, .width_max = 7}), "");
}

TEST(LabelProblem, IdentitiesMustBeClassIds) {
  const LabelLayout layout{.kind = LabelKind::kIdentity};
  EXPECT_EQ(LabelProblem(std::vector<float>{7}, layout), "");
  EXPECT_EQ(LabelProblem(std::vector<float>{7, 0.25F}, layout), "");
  EXPECT_THAT(LabelProblem(std::vector<float>{-1}, layout), HasSubstr("identity -1"));
  EXPECT_THAT(LabelProblem(std::vector<float>{7, kNotANumber}, layout), HasSubstr("not a number"));
}

TEST(LabelKindName, NamesAll) {
  EXPECT_EQ(LabelKindName(LabelKind::kUnknown), "unknown");
  EXPECT_EQ(LabelKindName(LabelKind::kClassification), "classification");
  EXPECT_EQ(LabelKindName(LabelKind::kDetection), "detection");
  EXPECT_EQ(LabelKindName(LabelKind::kIdentity), "identity");
}

}  // namespace
}  // namespace imrec
