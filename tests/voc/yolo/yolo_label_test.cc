#include "voc/yolo/yolo_label.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imrec {
namespace {

using testing::DoubleNear;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class YoloLabelTest : public testing::Test {
 protected:
  YoloLabelTest() {
    names_.Add("0", "cat");
    names_.Add("1", "dog");
  }
  VocAnnotation Parse(const std::string& text, YoloKeyPoints key_points = {}) {
    problems_ = {};
    return ParseYoloLabel(text, "a.txt", names_, key_points, problems_);
  }
  static auto Box(double xmin, double ymin, double xmax, double ymax) {
    constexpr double kNear = 1e-12;
    return testing::AllOf(testing::Field(&VocBox::xmin, DoubleNear(xmin, kNear)),
                          testing::Field(&VocBox::ymin, DoubleNear(ymin, kNear)),
                          testing::Field(&VocBox::xmax, DoubleNear(xmax, kNear)),
                          testing::Field(&VocBox::ymax, DoubleNear(ymax, kNear)));
  }
  // The only problem.
  VocProblem Problem(const std::string& text, YoloKeyPoints key_points = {}) {
    Parse(text, key_points);
    EXPECT_THAT(problems_.kept(), SizeIs(1)) << text;
    return problems_.empty() ? VocProblem{} : problems_.kept().front();
  }

  LabelMap names_;
  VocProblems problems_;
};

// The examples of box A, B and C in an image of 100x50.
TEST_F(YoloLabelTest, Boxes) {
  const VocAnnotation annotation =
      Parse("0 0.5 0.5 1 1\n1 0.2 0.3 0.2 0.4\r\n\n  0.0\t0.49875 0.5025 0.3275 0.505  \n");
  ASSERT_THAT(annotation.objects, SizeIs(3));
  EXPECT_EQ(annotation.unit, BoxUnit::kShares);
  EXPECT_THAT(annotation.objects[0].box, Box(0, 0, 1, 1));
  EXPECT_THAT(annotation.objects[1].box, Box(0.1, 0.1, 0.3, 0.5));
  EXPECT_THAT(annotation.objects[2].box, Box(0.335, 0.25, 0.6625, 0.755));
  EXPECT_EQ(annotation.objects[1].name, "dog");
  EXPECT_EQ(annotation.objects[2].name, "cat");
  EXPECT_EQ(annotation.objects[2].line, 4U);
  EXPECT_TRUE(problems_.empty());
}

TEST_F(YoloLabelTest, LinesMayEndWithCarriageReturnsAlone) {
  const VocAnnotation annotation = Parse("0 .5 .5 .2 .2\r1 .2 .2 .1 .1\r\r1 .8 .8 .1 .1\r");
  ASSERT_THAT(annotation.objects, SizeIs(3));
  EXPECT_THAT(annotation.objects[1].box, Box(0.15, 0.15, 0.25, 0.25));
  EXPECT_EQ(annotation.objects[2].line, 4U);
  EXPECT_TRUE(problems_.empty());
}

TEST_F(YoloLabelTest, AnEmptyFileHasNoObjects) {
  EXPECT_THAT(Parse("").objects, IsEmpty());
  EXPECT_THAT(Parse("\n \r\n").objects, IsEmpty());
  EXPECT_TRUE(problems_.empty());
}

// Ultralytics reads all lines of such a file as polygons.
TEST_F(YoloLabelTest, EachLineIsJudgedByItself) {
  const VocAnnotation annotation =
      Parse("0 0.5 0.5 0.2 0.4\n1 0.1 0.2 0.5 0.1 0.3 0.6\n0 0.1 0.1 0.3 0.1 0.3 0.5 0.1 0.5\n");
  ASSERT_THAT(annotation.objects, SizeIs(3));
  EXPECT_THAT(annotation.objects[0].box, Box(0.4, 0.3, 0.6, 0.7));
  EXPECT_THAT(annotation.objects[1].box, Box(0.1, 0.1, 0.5, 0.6));
  EXPECT_THAT(annotation.objects[2].box, Box(0.1, 0.1, 0.3, 0.5));
}

TEST_F(YoloLabelTest, ConfidenceIsNotAPartOfTheBox) {
  EXPECT_THAT(Parse("0 0.5 0.5 0.2 0.4 0.93").objects.at(0).box, Box(0.4, 0.3, 0.6, 0.7));
}

TEST_F(YoloLabelTest, KeyPointsAreToldFromPolygonsByTheirNumber) {
  const std::string three_points = "0 0.5 0.5 0.2 0.4 0.1 0.1 0.9 0.9 0.2 0.2\n";  // 11 values
  EXPECT_THAT(Parse(three_points).objects.at(0).box, Box(0.1, 0.1, 0.9, 0.9));
  EXPECT_THAT(Parse(three_points, {.count = 3, .values = 2}).objects.at(0).box,
              Box(0.4, 0.3, 0.6, 0.7));
  const std::string visible = "0 0.5 0.5 0.2 0.4 0.1 0.1 2\n";
  EXPECT_THAT(Parse(visible, {.count = 1, .values = 3}).objects.at(0).box, Box(0.4, 0.3, 0.6, 0.7));
  EXPECT_THAT(Problem(visible).reason, HasSubstr("key points need kpt_shape"));
}

TEST_F(YoloLabelTest, FaultsAreNamedByLineAndObject) {
  const VocAnnotation annotation = Parse("0 0.5 0.5 0.2 0.4\n7 0.5 0.5 0.2 0.4\n");
  EXPECT_THAT(annotation.objects, SizeIs(1));
  ASSERT_THAT(problems_.kept(), SizeIs(1));
  EXPECT_EQ(Describe(problems_.kept()[0]),
            "a.txt:2: object 2: class 7 is out of range; there are 2 names, from 0; left out");
}

TEST_F(YoloLabelTest, Faults) {
  struct Case {
    const char* line;
    VocProblemKind kind;
    const char* told;
  };
  for (const auto& [line, kind, told] :
       {Case{"dog 0.5 0.5 0.2 0.4", VocProblemKind::kMissingClass, "the class is 'dog'"},
        Case{"0,0.5,0.5,0.2,0.4", VocProblemKind::kMissingClass, "blanks between values"},
        Case{"-1 0.5 0.5 0.2 0.4", VocProblemKind::kMissingClass, "the class is '-1'"},
        Case{"0.5 0.5 0.5 0.2 0.4", VocProblemKind::kMissingClass, "the class is '0.5'"},
        Case{"2 0.5 0.5 0.2 0.4", VocProblemKind::kMissingClass, "out of range"},
        Case{"0 0.5 0.5", VocProblemKind::kMissingBox, "has 3 values"},
        Case{"0", VocProblemKind::kMissingBox, "has 1 value;"},
        Case{"0 0.5 0.5 x 0.4", VocProblemKind::kMissingBox, "value 4 is 'x'"},
        Case{"0 0.5 nan 0.2 0.4", VocProblemKind::kMissingBox, "value 3 is 'nan'"},
        Case{"0 320 0.5 0.2 0.4", VocProblemKind::kOutsideBox, "value 2 is 320"},
        Case{"0 0.5 0.5 1.02 0.4", VocProblemKind::kOutsideBox, "value 4 is 1.02"},
        Case{"0 0.1 0.1 0.5 -0.2 0.3 0.6", VocProblemKind::kOutsideBox, "value 5 is -0.2"}}) {
    const VocProblem problem = Problem(line);
    EXPECT_EQ(problem.kind, kind) << line;
    EXPECT_THAT(problem.reason, HasSubstr(told));
    EXPECT_EQ(problem.line, 1U);
  }
  EXPECT_THAT(Parse("0 1.005 0.5 0.01 0.4").objects, SizeIs(1));  // rounding
}

}  // namespace
}  // namespace imrec
