#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "voc/boxes.h"

namespace imrec {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr ImageSize kImage = {.width = 353, .height = 500};
constexpr VocBox kDog = {.xmin = 48, .ymin = 240, .xmax = 195, .ymax = 371};
constexpr VocBox kPerson = {.xmin = 8, .ymin = 12, .xmax = 352, .ymax = 498};

auto Corners(double xmin, double ymin, double xmax, double ymax) {
  const auto near = [](double value) { return DoubleNear(value, 5e-7); };
  return ElementsAre(near(xmin), near(ymin), near(xmax), near(ymax));
}

// The first image of VOC2007.
TEST(VocBoxes, CoordinatesOfTheWorkedExample) {
  const auto box = [](const VocBox& b, std::string_view mode) {
    return NormaliseVocBox(b, kImage, ParseVocCoordinates(mode));
  };
  EXPECT_THAT(box(kDog, "raw"), Corners(.135977, .480000, .552408, .742000));
  EXPECT_THAT(box(kPerson, "raw"), Corners(.022663, .024000, .997167, .996000));
  EXPECT_THAT(box(kDog, "edges"), Corners(.133144, .478000, .552408, .742000));
  EXPECT_THAT(box(kPerson, "edges"), Corners(.019830, .022000, .997167, .996000));
  EXPECT_THAT(box(kDog, "minus1"), Corners(.133144, .478000, .549575, .740000));
  EXPECT_THAT(box(kPerson, "minus1"), Corners(.019830, .022000, .994334, .994000));
  EXPECT_THROW(ParseVocCoordinates("0-based"), Error);
}

TEST(VocBoxes, EdgesOfAFullImageAreZeroAndOne) {
  EXPECT_THAT(NormaliseVocBox({1, 1, 353, 500}, kImage, VocCoordinates::kEdges),
              ElementsAre(0, 0, 1, 1));
}

std::optional<VocProblemKind> FaultOf(const VocBox& box) {
  const auto fault = FindBoxFault(box, {.width = 100, .height = 50}, VocCoordinates::kEdges);
  if (!fault) return std::nullopt;
  return fault->kind;
}

TEST(VocBoxes, FaultsAreTold) {
  EXPECT_EQ(FaultOf({10, 10, 20, 20}), std::nullopt);
  EXPECT_EQ(FaultOf({20, 10, 10, 20}), VocProblemKind::kInvertedBox);
  EXPECT_EQ(FaultOf({10, 20, 20, 10}), VocProblemKind::kInvertedBox);
  EXPECT_EQ(FaultOf({10, 10, 10, 20}), VocProblemKind::kEmptyBox);
  EXPECT_EQ(FaultOf({150, 10, 160, 20}), VocProblemKind::kOutsideBox);
  EXPECT_EQ(FaultOf({-20, 10, -2, 20}), VocProblemKind::kOutsideBox);
  EXPECT_EQ(FaultOf({10, 10, 103, 20}), VocProblemKind::kPartlyOutsideBox);
  EXPECT_EQ(FaultOf({10, -3, 20, 20}), VocProblemKind::kPartlyOutsideBox);
  EXPECT_THAT(FindBoxFault({504, 337, 504, 337}, {640, 480}, VocCoordinates::kEdges)->text,
              HasSubstr("(504 337 504 337)"));
}

TEST(VocBoxes, BoxesOfLessThanAPixelHaveAnArea) {
  EXPECT_EQ(FaultOf({10.4, 10, 10.2, 20}), std::nullopt);
  EXPECT_EQ(FaultOf({10.4, 10, 9.4, 20}), VocProblemKind::kEmptyBox);
  EXPECT_EQ(FaultOf({10.4, 10, 9.2, 20}), VocProblemKind::kInvertedBox);
  EXPECT_EQ(FindBoxFault({10.4, 10, 10.2, 20}, {100, 50}, VocCoordinates::kRaw)->kind,
            VocProblemKind::kInvertedBox);
}

TEST(VocBoxes, OnePixelTooFarIsNoFault) {
  EXPECT_EQ(FaultOf({0, 0, 101, 51}), std::nullopt);
  EXPECT_EQ(FaultOf({-0.5, 0, 101.5, 51}), VocProblemKind::kPartlyOutsideBox);
}

TEST(VocBoxes, NumbersThatAreNotFiniteAreRefusedFirst) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr ImageSize kSize{.width = 100, .height = 50};
  for (const VocBox& box :
       {VocBox{kNan, 1, 20, 20}, VocBox{1, 1, 20, kNan}, VocBox{1, kInfinity, 20, 20},
        VocBox{-kInfinity, 1, kInfinity, 20}, VocBox{-1.7e308, 1, 1.7e308, 20}}) {
    for (const BoxUnit unit : {BoxUnit::kPixels, BoxUnit::kShares}) {
      const auto fault = FindBoxFault(box, kSize, VocCoordinates::kRaw, unit);
      ASSERT_TRUE(fault);
      EXPECT_EQ(fault->kind, VocProblemKind::kOutsideBox);
    }
  }
}

TEST(VocBoxes, ClippingKeepsTheInside) {
  EXPECT_THAT(ClipBox({-0.5, 0.25, 1.5, 0.75}), ElementsAre(0, 0.25, 1, 0.75));
}

// The corner of the stored picture that is seen at the top left, and where the one to its right
// and the one below it come from, are what defines an orientation.
TEST(VocBoxes, UprightBoxesFollowTheExifTable) {
  const NormalisedBox stored = {0, 0, 0.25, 0.125};  // at the stored top left
  const auto corner = [&](int orientation) {
    const NormalisedBox box = UprightBox(stored, orientation);
    return std::string(box[1] == 0 ? "top" : "bottom") + (box[0] == 0 ? " left" : " right");
  };
  EXPECT_EQ(corner(1), "top left");
  EXPECT_EQ(corner(2), "top right");
  EXPECT_EQ(corner(3), "bottom right");
  EXPECT_EQ(corner(4), "bottom left");
  EXPECT_EQ(corner(5), "top left");
  EXPECT_EQ(corner(6), "top right");
  EXPECT_EQ(corner(7), "bottom right");
  EXPECT_EQ(corner(8), "bottom left");
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const NormalisedBox box = UprightBox(stored, orientation);
    const bool turned = orientation >= 5;
    EXPECT_DOUBLE_EQ(box[2] - box[0], turned ? 0.125 : 0.25) << orientation;
    EXPECT_DOUBLE_EQ(box[3] - box[1], turned ? 0.25 : 0.125) << orientation;
  }
}

}  // namespace
}  // namespace imrec
