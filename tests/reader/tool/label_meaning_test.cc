#include "reader/tool/label_meaning.h"

#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reader/tool/preview/label_tags.h"
#include "reader/tool/set_labels.h"

namespace imrec::tool {
namespace {

using testing::ElementsAre;

const float kNotANumber = std::numeric_limits<float>::quiet_NaN();

LabelMeaning MeaningOf(const std::vector<std::vector<float>>& labels) {
  MeaningSurvey survey;
  for (const std::vector<float>& label : labels) survey.Add(label);
  return survey.Get();
}

std::vector<float> Shown(const std::vector<float>& labels, LabelMeaning meaning) {
  std::vector<float> classes = {99};
  ShownClasses(labels, meaning, classes);
  return classes;
}

TEST(MeaningSurvey, SingleValuesAreClassesWhateverTheyAre) {
  EXPECT_EQ(MeaningOf({{0}, {1}, {1}}), LabelMeaning::kClasses);
  EXPECT_EQ(MeaningOf({{.5F}, {2.5F}, {1}}), LabelMeaning::kClasses);
}

TEST(MeaningSurvey, SharesOfOneWidthAreWeights) {
  EXPECT_EQ(MeaningOf({{.7F, .3F}, {0, 1}, {1, 0}}), LabelMeaning::kWeights);
  EXPECT_EQ(MeaningOf({{0, 1, 1}, {1, 0, 0}, {0, 0, 0}}), LabelMeaning::kWeights);
  // One odd record among them.
  EXPECT_EQ(MeaningOf({{.7F, .3F}, {.1F, .9F}, {5, 6}}), LabelMeaning::kWeights);
}

TEST(MeaningSurvey, WholeNumbersAreClassesOtherNumbersValues) {
  EXPECT_EQ(MeaningOf({{1, 5}, {2, 7}, {8, 9}}), LabelMeaning::kClasses);
  EXPECT_EQ(MeaningOf({{1, 5, -1}, {2, 7}, {8}}), LabelMeaning::kClasses);
  EXPECT_EQ(MeaningOf({{1.5F, 200}, {-2.5F, 100}, {3, .1F}}), LabelMeaning::kValues);
}

TEST(MeaningSurvey, ValuesThatAreNoNumberDoNotCount) {
  EXPECT_EQ(MeaningOf({{kNotANumber, kNotANumber}, {.7F, .3F}, {.2F, .8F}}),
            LabelMeaning::kWeights);
  EXPECT_EQ(MeaningOf({}), LabelMeaning::kClasses);
}

TEST(ShownClasses, OfEachMeaning) {
  EXPECT_THAT(Shown({3}, LabelMeaning::kClasses), ElementsAre(3));
  EXPECT_THAT(Shown({2.5F}, LabelMeaning::kClasses), ElementsAre(2.5F));
  EXPECT_THAT(Shown({7, 2, 7, -1}, LabelMeaning::kClasses), ElementsAre(2, 7));
  EXPECT_THAT(Shown({.1F, .5F, .4F}, LabelMeaning::kWeights), ElementsAre(1));
  EXPECT_THAT(Shown({.1F, .3F, .3F}, LabelMeaning::kWeights), ElementsAre(1, 2));
  EXPECT_THAT(Shown({1, 0, 1}, LabelMeaning::kWeights), ElementsAre(0, 2));
  EXPECT_THAT(Shown({0, 0}, LabelMeaning::kWeights), ElementsAre());
  EXPECT_THAT(Shown({4, .25F}, LabelMeaning::kValues), ElementsAre(4));
  EXPECT_THAT(Shown({.25F, 4}, LabelMeaning::kValues), ElementsAre());
  EXPECT_THAT(Shown({}, LabelMeaning::kClasses), ElementsAre());
}

std::string Tags(const std::vector<float>& labels, LabelMeaning meaning,
                 const std::vector<std::string>& names = {},
                 LabelKind kind = LabelKind::kClassification) {
  SetLabels set;
  set.kind = set.layout.kind = kind;
  set.meaning = meaning;
  return TagsText(LabelTags(labels, set, names));
}

TEST(LabelTags, AreNamesAndValues) {
  const std::vector<std::string> names = {"ant", "bee", "cat", "dog"};
  EXPECT_EQ(Tags({1}, LabelMeaning::kClasses, names), "bee");
  EXPECT_EQ(Tags({9}, LabelMeaning::kClasses, names), "9");
  EXPECT_EQ(Tags({3, 1}, LabelMeaning::kClasses, names), "bee, dog");
  EXPECT_EQ(Tags({0, 1, 2, 3}, LabelMeaning::kClasses, names), "ant, bee, cat, ..");
  EXPECT_EQ(Tags({.2F, .7F, .1F, 0}, LabelMeaning::kWeights, names),
            "bee 0.70, ant 0.20, cat 0.10");
  EXPECT_EQ(Tags({0, 1, 0, 1}, LabelMeaning::kWeights, names), "bee, dog");
  EXPECT_EQ(Tags({0, 0}, LabelMeaning::kWeights, names), "no class");
  EXPECT_EQ(Tags({1.5F, -20}, LabelMeaning::kValues, names), "1.5, -20");
  EXPECT_EQ(Tags({5, 0}, LabelMeaning::kClasses, {}, LabelKind::kIdentity), "identity 5");
}

}  // namespace
}  // namespace imrec::tool
