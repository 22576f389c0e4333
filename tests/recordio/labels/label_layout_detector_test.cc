
#include <vector>

#include <gtest/gtest.h>

#include <imrec/image_record.h>

#include "recordio/internal/label_layout_detector.h"
#include "tests/support/files.h"
#include "tests/support/make_identity_set.h"

namespace imrec {
namespace {

using Labels = std::vector<float>;

const Labels kDetection = {2, 5, 0, .1F, .1F, .5F, .5F};
const Labels kTwoObjects = {2, 5, 0, .1F, .1F, .5F, .5F, 1, 0, 0, 1, 1};

LabelLayout Survey(const std::vector<Labels>& all) {
  LabelLayoutDetector survey;
  for (const Labels& labels : all) survey.Add(labels);
  return survey.Layout();
}

TEST(LabelLayoutDetector, NoRecordsAreUnknown) { EXPECT_EQ(Survey({}), LabelLayout{}); }

TEST(LabelLayoutDetector, WidthsAreThoseOfTheRecords) {
  EXPECT_EQ(Survey({kDetection, kTwoObjects}), (LabelLayout{.kind = LabelKind::kDetection,
                                                            .width_min = 7,
                                                            .width_max = 12,
                                                            .header_width = 2,
                                                            .object_width = 5}));
  EXPECT_EQ(Survey({{1}, {2, 3}}),
            (LabelLayout{.kind = LabelKind::kClassification, .width_min = 1, .width_max = 2}));
}

TEST(LabelLayoutDetector, DifferentHeaderOrObjectWidthsAreZero) {
  const LabelLayout layout = Survey({kDetection, {3, 6, 9, 0, 0, 0, 1, 1, 0}});
  EXPECT_EQ(layout.kind, LabelKind::kDetection);
  EXPECT_EQ(layout.header_width, 0U);
  EXPECT_EQ(layout.object_width, 0U);
}

TEST(LabelLayoutDetector, OneOddLabelDoesNotMakeAnotherKindOfSet) {
  std::vector<Labels> labels(19, kDetection);
  labels.push_back({2, 5, 1, .1F, .1F, .5F});
  EXPECT_EQ(Survey(labels).kind, LabelKind::kDetection);
  EXPECT_EQ(Survey(labels).width_max, 7U);
  labels.assign(19, {3});
  labels.push_back(kDetection);
  EXPECT_EQ(Survey(labels),
            (LabelLayout{.kind = LabelKind::kClassification, .width_min = 1, .width_max = 1}));
}

TEST(LabelLayoutDetector, InvalidLabelsDecideTheKindButNotTheWidths) {
  const Labels pixels = {2, 5, 0, 10, 10, 50, 30, 0, 10, 10, 50, 30};
  EXPECT_EQ(Survey({kDetection, pixels}).width_max, 7U);
  EXPECT_EQ(Survey({pixels, pixels}).kind, LabelKind::kDetection);
  EXPECT_EQ(Survey({pixels, pixels}).width_max, 12U);
}

TEST(LabelLayoutDetector, AFileWithoutImageRecordsIsUnknown) {
  LabelLayoutDetector survey;
  survey.AddPayload(test::Bytes("short"));
  survey.AddPayload(test::Bytes("also short"));
  EXPECT_EQ(survey.Layout(), LabelLayout{});
  // A single record that is not an image record does not change the kind of the set.
  for (int i = 0; i < 3; ++i) survey.Add(kDetection);
  EXPECT_EQ(survey.Layout().kind, LabelKind::kDetection);
}

TEST(LabelLayoutDetector, IdentitySetsAreRecognised) {
  std::vector<std::byte> image;
  BuildImageRecord(1, Labels{0}, LabelPacking::kPacked, test::Bytes("image"), image);
  LabelLayoutDetector survey;
  survey.AddPayload(test::KeyRangePayload(4, 6));
  for (int i = 0; i < 3; ++i) survey.AddPayload(image);
  survey.AddPayload(test::KeyRangePayload(1, 2));
  survey.AddPayload(test::KeyRangePayload(2, 4));
  EXPECT_EQ(survey.Layout(),
            (LabelLayout{.kind = LabelKind::kIdentity, .width_min = 1, .width_max = 1}));
}

TEST(LabelLayoutDetector, PartsGiveTheLayoutOfTheWhole) {
  const std::vector<std::vector<Labels>> sets = {
      {},
      {{1}, {2, 3}, {4}},
      {kDetection, kTwoObjects, {3}},
      {kDetection, {2, 5, 0, .9F, .1F, .5F, .5F}, {3, 6, 1, 0, 0, 0, 1, 1, 9}},
      {{3}, kDetection, {4, 5}, {6}, kTwoObjects},
  };
  for (const std::vector<Labels>& all : sets) {
    LabelLayoutDetector whole;
    for (const Labels& labels : all) whole.Add(labels);
    for (std::size_t cut = 0; cut <= all.size(); ++cut) {
      LabelLayoutDetector first;
      LabelLayoutDetector second;
      for (std::size_t i = 0; i < all.size(); ++i) (i < cut ? first : second).Add(all[i]);
      LabelLayoutDetector both;
      both.Add(first.facts());
      both.Add(second.facts());
      EXPECT_EQ(both.facts(), whole.facts());
      EXPECT_EQ(both.Layout(), whole.Layout());
    }
  }
}

TEST(LabelLayoutDetector, PartsOfAnIdentitySetGiveAnIdentitySet) {
  // A head whose range covers two identity records, which are in another part.
  const auto range = [](float begin, float end) {
    std::vector<std::byte> payload;
    BuildImageRecord(0, Labels{begin, end}, LabelPacking::kPacked, {}, payload);
    return payload;
  };
  LabelLayoutDetector head;
  head.AddPayload(range(4, 6));
  head.Add(Labels{0});
  LabelLayoutDetector identities;
  identities.AddPayload(range(1, 3));
  identities.AddPayload(range(3, 4));
  identities.Add(Labels{1});
  LabelLayoutDetector both;
  both.Add(identities.facts());
  both.Add(head.facts());
  EXPECT_EQ(both.Layout().kind, LabelKind::kIdentity);
}

}  // namespace
}  // namespace imrec
