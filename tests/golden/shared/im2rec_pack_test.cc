// Records against those that MXNet's im2rec.py made of the same lists and images.
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/pack_list.h>
#include <imrec/record_index.h>

#include "tests/golden/near_records.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;

const fs::path kGoldenFolder = fs::path(IMREC_SHARED_DIR) / "golden";

// Bounds as in near_records.h.
// The same filter, then JPEG.
constexpr double kSameFilter = 1;
// Another pixel is taken, see below.
constexpr double kNearestPixel = 7;

class Im2recPackGolden : public testing::Test {
 protected:
  // Packs a copy of the list `name` of the golden folder im2rec/.
  PackResult Pack(const std::string& name, const PackOptions& options) const {
    fs::copy_file(kGoldenFolder / "im2rec" / name, dir_ / name,
                  fs::copy_options::overwrite_existing);
    PackResult result = PackList(dir_ / name, kGoldenFolder / "imgs", options);
    EXPECT_TRUE(result.skipped.empty());
    return result;
  }

  void ExpectNear(const std::string& list, const PackOptions& options, const std::string& golden,
                  double tolerance) const {
    const PackResult result = Pack(list, options);
    ExpectNearRecords(result.record_path, kGoldenFolder / golden, tolerance);
  }

  TempDir dir_;
};

TEST_F(Im2recPackGolden, PassThroughByteForByte) {
  const PackResult result = Pack("cls1.lst", {.image = {.pass_through = true}});
  EXPECT_EQ(ReadBytes(result.record_path), ReadBytes(kGoldenFolder / "im2rec_py/py_cls1_pass.rec"));
  EXPECT_EQ(ReadBytes(IndexPathFor(result.record_path)),
            ReadBytes(kGoldenFolder / "im2rec_py/py_cls1_pass.idx"));
}

TEST_F(Im2recPackGolden, PackedLabelsByteForByte) {
  const PackOptions options{.image = {.pass_through = true}, .labels = LabelPacking::kPacked};
  const PackResult single = Pack("cls1.lst", options);
  EXPECT_EQ(ReadBytes(single.record_path),
            ReadBytes(kGoldenFolder / "im2rec_py/py_cls1_packlabel.rec"));
}

// The C++ im2rec repeats the first label in the header, where im2rec.py and imrec write 0.
TEST_F(Im2recPackGolden, LabelsOfTheFourColumnList) {
  const PackOptions options{.image = {.pass_through = true}, .labels = LabelPacking::kPacked};
  ExpectNear("cls4.lst", options, "im2rec/lw4_pack_unchanged.rec", 0);
  ExpectNear("cls4.lst", {.image = {.pass_through = true}}, "im2rec/lw4_nopack_unchanged.rec", 0);
}

TEST_F(Im2recPackGolden, Default) {
  ExpectNear("cls1.lst", {}, "im2rec_py/py_cls1_default.rec", kSameSize);
}

TEST_F(Im2recPackGolden, CenterCrop) {
  ExpectNear("cls1.lst", {.image = {.center_crop = true}}, "im2rec_py/py_cls1_crop.rec", kSameSize);
}

TEST_F(Im2recPackGolden, Resize) {
  ExpectNear("cls1.lst", {.image = {.resize = 96}}, "im2rec_py/py_cls1_resize96.rec", kResized);
}

TEST_F(Im2recPackGolden, ResizeWithPackedLabels) {
  ExpectNear("cls4.lst", {.image = {.resize = 96}, .labels = LabelPacking::kPacked},
             "im2rec_py/py_cls4_pack_resize96.rec", kResized);
  ExpectNear("cls4.lst", {.image = {.resize = 96}}, "im2rec_py/py_cls4_nopack.rec", kResized);
}

TEST_F(Im2recPackGolden, Png) {
  ExpectNear("cls1.lst", {.image = {.resize = 64, .encoding = ".png"}}, "im2rec_py/py_cls1_png.rec",
             kResized);
  ExpectNear("cls1.lst", {.image = {.resize = 64, .encoding = ".png", .quality = 9}},
             "im2rec_py/py_cls1_png_q9.rec", kResized);
}

TEST_F(Im2recPackGolden, Grey) {
  ExpectNear("cls1.lst", {.image = {.color = ColorMode::kGrey, .resize = 64}},
             "im2rec/lw1_gray_resize64.rec", kResized);
}

TEST_F(Im2recPackGolden, AsStored) {
  ExpectNear("cls1.lst", {.image = {.color = ColorMode::kAsStored, .encoding = ".png"}},
             "im2rec/lw1_color-1_png.rec", kSameSize);
}

TEST_F(Im2recPackGolden, CropAndResize) {
  ExpectNear("cls1.lst", {.image = {.center_crop = true, .resize = 64, .quality = 80}},
             "im2rec/lw1_resize64_crop_q80.rec", kResizedAtLowQuality);
}

// All of its interpolations. 9 shrinks by area and enlarges by cubic, and agrees as far as JPEG
// does; 3 enlarges by a law of OpenCV's own. Nearest takes the pixel at the
// centre, where OpenCV takes the one at the left and upper edge, half an output pixel off.
TEST_F(Im2recPackGolden, EachInterpolation) {
  const std::vector<std::tuple<Interpolation, std::string, double>> cases = {
      {Interpolation::kNearest, "lw1_inter0_resize96", kNearestPixel},
      {Interpolation::kLinear, "lw1_resize96", kResized},
      {Interpolation::kCubic, "lw1_inter2_resize96", kResized},
      {Interpolation::kArea, "lw1_inter3_resize96", kResized},
      {Interpolation::kLanczos, "lw1_inter4_resize96", kResized},
      {Interpolation::kBySize, "lw1_inter9_resize96", kSameFilter}};
  for (const auto& [interpolation, name, tolerance] : cases) {
    SCOPED_TRACE(name);
    ExpectNear("cls1.lst", {.image = {.resize = 96, .interpolation = interpolation}},
               "im2rec/" + name + ".rec", tolerance);
  }
}

// What the C++ im2rec made of the same lists differs from im2rec.py's in no more than the label
// field of records with several labels.
TEST_F(Im2recPackGolden, OfTheCppTool) {
  ExpectNear("cls1.lst", {}, "im2rec/lw1_default.rec", kSameSize);
  // Its center_crop does nothing without a resize.
  ExpectNear("cls1.lst", {}, "im2rec/lw1_centercrop_noresize.rec", kSameSize);
  ExpectNear("cls1.lst", {.image = {.resize = 64, .encoding = ".png", .quality = 9}},
             "im2rec/lw1_png_q9_resize64.rec", kResized);
  ExpectNear("cls4.lst", {.image = {.resize = 96}, .labels = LabelPacking::kPacked},
             "im2rec/lw4_pack_resize96.rec", kResized);
  ExpectNear("det_fixed.lst", {.image = {.pass_through = true}, .labels = LabelPacking::kPacked},
             "im2rec/lw8_detfixed_pack_unchanged.rec", 0);
  const PackResult result = Pack("cls1.lst", {.image = {.pass_through = true}});
  EXPECT_EQ(ReadBytes(result.record_path), ReadBytes(kGoldenFolder / "im2rec/lw1_unchanged.rec"));
}

TEST_F(Im2recPackGolden, OfSeveralProcesses) {
  PackOptions options{.image = {.resize = 96}};
  options.threads = 4;
  ExpectNear("cls1.lst", options, "im2rec_py/py_cls1_resize96_t4.rec", kResized);
}

}  // namespace
}  // namespace imrec::test
