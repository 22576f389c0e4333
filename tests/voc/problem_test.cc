#include <imrec/voc_problem.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imrec {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

VocProblem Problem(VocProblemKind kind, const std::string& reason = "r") {
  return {.kind = kind, .file = "a.xml", .reason = reason};
}

std::vector<std::string> ReasonsOf(const VocProblems& problems) {
  std::vector<std::string> reasons;
  for (const VocProblem& problem : problems.kept()) reasons.push_back(problem.reason);
  return reasons;
}

TEST(VocProblem, DescriptionNamesTheItem) {
  VocProblem problem = Problem(VocProblemKind::kEmptyBox, "has no area");
  EXPECT_EQ(Describe(problem), "a.xml: has no area");
  problem.line = 7;
  problem.item = VocItem::kObject;
  problem.id = "3";
  problem.name = "dog";
  EXPECT_EQ(Describe(problem), "a.xml:7: object 3 (dog): has no area");
  problem.item = VocItem::kAnnotation;
  problem.id = "\"a7\"";
  EXPECT_THAT(Describe(problem), HasSubstr("annotation \"a7\" (dog)"));
}

TEST(VocProblem, DescriptionIsOneLineOfPlainText) {
  VocProblem problem = Problem(VocProblemKind::kBadClass, "\x1b[31mred");
  problem.item = VocItem::kCategory;
  problem.id = "1";
  problem.name = "traffic\r\nlight\t";
  EXPECT_EQ(Describe(problem), "a.xml: category 1 (traffic\\r\\nlight\\t): \\x1b[31mred");
}

TEST(VocProblem, LongTextsAreCutBetweenCharacters) {
  EXPECT_EQ(Quoted("12,5"), "'12,5'");
  const std::string quoted = Quoted(std::string(79, 'x') + "\xc3\xa9\xc3\xa9");
  EXPECT_EQ(quoted, '\'' + std::string(79, 'x') + "'...");
  VocProblems problems;
  problems.Add(Problem(VocProblemKind::kBadField, std::string(100'000, 'x')));
  EXPECT_LT(problems.kept()[0].reason.size(), 1000U);
}

TEST(VocProblem, FaultsAreWhatIsLeftOutOrWrong) {
  for (const auto kind : {VocProblemKind::kMissingImage, VocProblemKind::kMissingBox,
                          VocProblemKind::kBadField, VocProblemKind::kSizeMismatch}) {
    EXPECT_TRUE(IsFault(kind)) << VocProblemName(kind);
  }
  for (const auto kind : {VocProblemKind::kPartlyOutsideBox, VocProblemKind::kSubstitutedImage,
                          VocProblemKind::kRepeatedClass, VocProblemKind::kEncoding}) {
    EXPECT_FALSE(IsFault(kind)) << VocProblemName(kind);
    EXPECT_FALSE(LeavesOutObject(kind) || LeavesOutImage(kind)) << VocProblemName(kind);
  }
}

TEST(VocProblems, AllAreCountedAndTheFirstThousandKept) {
  VocProblems problems;
  for (int i = 0; i < 5000; ++i) {
    problems.Add(Problem(VocProblemKind::kMissingBox, std::to_string(i)));
  }
  for (int i = 0; i < 50; ++i) problems.Add(Problem(VocProblemKind::kEncoding));
  EXPECT_EQ(problems.total(), 5050U);
  EXPECT_EQ(problems.count(VocProblemKind::kMissingBox), 5000U);
  EXPECT_EQ(problems.count(VocProblemKind::kEncoding), 50U);
  // The first of a kind that comes late are kept as well.
  ASSERT_THAT(problems.kept(), SizeIs(VocProblems::kKept + VocProblems::kKeptPerKind));
  EXPECT_EQ(problems.kept()[VocProblems::kKept - 1].reason, "999");
  EXPECT_EQ(problems.kept().back().kind, VocProblemKind::kEncoding);
}

TEST(VocProblems, AppendingIsLikeAddingInOrder) {
  VocProblems one_by_one;
  VocProblems all;
  int number = 0;
  for (int sample = 0; sample < 40; ++sample) {
    VocProblems own;
    for (int i = 0; i < 60; ++i, ++number) {
      const auto kind = number % 97 == 0 ? VocProblemKind::kEmptyBox : VocProblemKind::kMissingBox;
      own.Add(Problem(kind, std::to_string(number)));
      one_by_one.Add(Problem(kind, std::to_string(number)));
    }
    all.Append(std::move(own));
  }
  EXPECT_EQ(ReasonsOf(all), ReasonsOf(one_by_one));
  EXPECT_EQ(all.total(), 2400U);
  EXPECT_EQ(all.count(VocProblemKind::kEmptyBox), one_by_one.count(VocProblemKind::kEmptyBox));
}

TEST(VocProblems, WhatIsCountedOnlyIsNotNamed) {
  VocProblems problems;
  EXPECT_TRUE(problems.empty());
  problems.AddUnnamed(VocProblemKind::kMissingBox, 0);
  EXPECT_TRUE(problems.empty());
  problems.AddUnnamed(VocProblemKind::kMissingBox, 3);
  EXPECT_EQ(problems.total(), 3U);
  EXPECT_THAT(problems.kept(), SizeIs(0));
}

}  // namespace
}  // namespace imrec
