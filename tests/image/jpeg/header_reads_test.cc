// How often libjpeg reads a header: a function of this program replaces libjpeg's.
#include <dlfcn.h>

#include <cstdio>

#include <jpeglib.h>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "image/internal/ycbcr_part.h"
#include "tests/image/jpeg/jpeg_files.h"

namespace {

int header_reads = 0;

}  // namespace

extern "C" int jpeg_read_header(j_decompress_ptr info, boolean require_image) {
  ++header_reads;
  return reinterpret_cast<decltype(jpeg_read_header)*>(::dlsym(RTLD_NEXT, "jpeg_read_header"))(
      info, require_image);
}

namespace imrec {
namespace {

using test::JpegKind;

template <typename Function>
int CountReads(const Function& work) {
  header_reads = 0;
  work();
  return header_reads;
}

class HeaderReads : public testing::TestWithParam<JpegKind> {
 protected:
  const std::vector<std::byte> encoded_ = test::MakeJpegFile(GetParam());
  const ImagePart part_ = {.window = {.left = 0, .top = 0, .right = 1, .bottom = 1}};
  AnyImageDecoder decoder_;
  Image image_;
  YcbcrPart planes_;
};

TEST_P(HeaderReads, OneForAnInfo) {
  EXPECT_EQ(CountReads([&] { decoder_.ReadInfo(encoded_); }), 1);
}

TEST_P(HeaderReads, OneForADecode) {
  EXPECT_EQ(CountReads([&] { decoder_.Decode(encoded_, ColorMode::kRgb, image_); }), 1);
  EXPECT_EQ(CountReads([&] {
              decoder_.Open(encoded_);
              decoder_.DecodeAtLeast(ColorMode::kGrey, {1, 1}, image_);
            }),
            1);
}

// As readers do it: planes, or else pixels.
TEST_P(HeaderReads, OneForPlanesOrPixels) {
  bool taken = false;
  EXPECT_EQ(CountReads([&] {
              decoder_.Open(encoded_);
              taken = decoder_.DecodeYcbcr(part_, planes_);
              if (!taken) decoder_.DecodePart(ColorMode::kRgb, part_, image_);
            }),
            1);
  const bool has_planes = test::LibraryGivesPlanes() && GetParam().components == 3 &&
                          GetParam().stored == JCS_YCbCr && !GetParam().progressive &&
                          !GetParam().arithmetic && !GetParam().separate_scans;
  EXPECT_EQ(taken, has_planes);
}

TEST_P(HeaderReads, OneMoreForEachFurtherDecode) {
  EXPECT_EQ(CountReads([&] {
              decoder_.Open(encoded_);
              for (int i = 0; i < 3; ++i) decoder_.Decode(ColorMode::kRgb, image_);
            }),
            3);
}

TEST_P(HeaderReads, NoneForAPartThatIsNotInTheImage) {
  const ImagePart beyond = {.window = {.left = 0, .top = 0, .right = 9999, .bottom = 1}};
  EXPECT_EQ(CountReads([&] {
              decoder_.Open(encoded_);
              EXPECT_THROW(decoder_.DecodePart(ColorMode::kRgb, beyond, image_), Error);
              EXPECT_THROW(decoder_.DecodeYcbcr(beyond, planes_), Error);
              decoder_.DecodePart(ColorMode::kRgb, part_, image_);
            }),
            1);
}

INSTANTIATE_TEST_SUITE_P(Kinds, HeaderReads, testing::ValuesIn(test::AllJpegKinds()),
                         [](const testing::TestParamInfo<JpegKind>& kind) {
                           return kind.param.name;
                         });

}  // namespace
}  // namespace imrec
