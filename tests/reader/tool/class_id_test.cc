#include "reader/tool/class_id.h"

#include <cmath>
#include <limits>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reader/tool/input_class_names.h"

namespace imrec::tool {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(ClassId, WholeNumbersNameClasses) {
  EXPECT_EQ(ClassIdOf(0), 0U);
  EXPECT_EQ(ClassIdOf(-0.0F), 0U);
  EXPECT_EQ(ClassIdOf(19), 19U);
  EXPECT_EQ(ClassIdOf(16'777'215), 16'777'215U);
}

TEST(ClassId, OtherValuesNameNone) {
  for (const float label :
       {kNan, -kNan, kInfinity, -kInfinity, 1e30F, -1e30F, -1.0F, 2.5F, 0.5F, 16'777'216.0F,
        std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::max(), 4294967296.0F,
        9223372036854775808.0F}) {
    EXPECT_EQ(ClassIdOf(label), std::nullopt) << label;
  }
}

TEST(ClassId, NamesAndTexts) {
  const std::vector<std::string> names = {"cat", "dog", "eel"};
  EXPECT_EQ(ClassName(names, 1), "dog");
  EXPECT_EQ(ClassName(names, 3), "3");
  EXPECT_EQ(ClassName(names, 2.5F), "2.5");
  EXPECT_EQ(ClassName(names, -1), "-1");
  EXPECT_EQ(ClassName(names, 1e30F), "1e+30");
  EXPECT_EQ(ClassName(names, kInfinity), "inf");
  EXPECT_EQ(ClassName(names, -kInfinity), "-inf");
  EXPECT_EQ(ClassName(names, kNan), "nan");
  EXPECT_EQ(ClassName(names, -kNan), "nan");
  EXPECT_EQ(ClassName({}, 10'000'000), "10000000");
}

TEST(ClassId, LabelsAreKeysWhateverTheyAre) {
  std::map<float, int, LabelLess> counts;
  for (const float label : {kNan, 2.0F, -kInfinity, -kNan, 0.0F, -0.0F, kInfinity, 2.0F, kNan}) {
    ++counts[label];
  }
  ASSERT_EQ(counts.size(), 5U);
  EXPECT_TRUE(std::isnan(counts.rbegin()->first));
  EXPECT_EQ(counts.rbegin()->second, 3);
  counts.erase(std::prev(counts.end()));
  EXPECT_THAT(counts, ElementsAre(Pair(-kInfinity, 1), Pair(0, 2), Pair(2, 2), Pair(kInfinity, 1)));
}

}  // namespace
}  // namespace imrec::tool
