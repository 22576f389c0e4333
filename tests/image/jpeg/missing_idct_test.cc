// A libjpeg without the inverse DCT that imrec uses: this program's function replaces that of
// libjpeg.
#include <dlfcn.h>

#include <cstdio>

#include <jpeglib.h>
#if IMREC_JPEG_PLANES
extern "C" {
#include <jpegint.h>
}
#endif

#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "tests/image/jpeg/jpeg_files.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"

#if IMREC_JPEG_PLANES

namespace {

int missing_component = -1;  // whose inverse DCT is missing; -1: none
bool all_missing = false;    // there is no place to look

}  // namespace

extern "C" boolean jpeg_start_decompress(j_decompress_ptr info) {
  const auto original = reinterpret_cast<decltype(jpeg_start_decompress)*>(
      ::dlsym(RTLD_NEXT, "jpeg_start_decompress"));
  const boolean started = original(info);
  if (info->raw_data_out == FALSE) return started;
  if (missing_component >= 0) info->idct->inverse_DCT[missing_component] = nullptr;
  if (all_missing) info->idct = nullptr;
  return started;
}

namespace imrec {
namespace {

TEST(MissingInverseDct, LeavesTheFullDecode) {
  const std::vector<std::byte> encoded = test::MakeJpegFile({});
  AnyImageDecoder decoder;
  const ImageSize size = decoder.Open(encoded).size;
  const ImagePart all = {.window = {.right = size.width, .bottom = size.height}};
  YcbcrPart planes;
  ASSERT_TRUE(decoder.DecodeYcbcr(all, planes));
  Image whole;
  decoder.Decode(ColorMode::kRgb, whole);
  const auto expect_full_decode = [&] {
    EXPECT_FALSE(decoder.DecodeYcbcr(all, planes));
    Image again;
    decoder.Decode(ColorMode::kRgb, again);
    EXPECT_EQ(test::MaxDifference(again.view(), whole.view()), 0);
  };
  for (missing_component = 0; missing_component < 3; ++missing_component) expect_full_decode();
  missing_component = -1;
  all_missing = true;
  expect_full_decode();
  all_missing = false;
  EXPECT_TRUE(decoder.DecodeYcbcr(all, planes));
}

}  // namespace
}  // namespace imrec

#else

namespace imrec {
namespace {

TEST(JpegPlanes, AreOff) {
  YcbcrPart planes;
  const std::vector<std::byte> encoded = test::MakeJpegFile({});
  AnyImageDecoder decoder;
  const ImageSize size = decoder.Open(encoded).size;
  EXPECT_FALSE(
      decoder.DecodeYcbcr({.window = {.right = size.width, .bottom = size.height}}, planes));
}

}  // namespace
}  // namespace imrec

#endif
