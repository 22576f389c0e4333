#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "image/internal/jpeg_transcode.h"
#include "tests/image/jpeg/jpeg_files.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using test::JpegKind;
using testing::ElementsAre;

Image DecodedWhole(const std::vector<std::byte>& encoded) {
  Image image;
  AnyImageDecoder().Decode(encoded, ColorMode::kAsStored, image);
  return image;
}

class JpegTranscode : public testing::TestWithParam<JpegKind> {};

TEST_P(JpegTranscode, EveryPixelStays) {
  const std::vector<std::byte> encoded = test::MakeJpegFile(GetParam());
  const Image before = DecodedWhole(encoded);
  JpegTranscoder transcoder;
  for (const JpegLayout layout : {JpegLayout::kBaseline, JpegLayout::kCropReady}) {
    std::vector<std::byte> result;
    if (!transcoder.Transcode(encoded, layout, result)) result = encoded;
    EXPECT_EQ(test::Samples(DecodedWhole(result).view()), test::Samples(before.view()));
    const test::JpegHeader header = test::ReadJpegHeader(result);
    EXPECT_FALSE(header.progressive);
    EXPECT_FALSE(header.multiple_scans);
    // There is nothing left to do.
    std::vector<std::byte> again;
    EXPECT_FALSE(transcoder.Transcode(result, layout, again));
  }
}

TEST_P(JpegTranscode, CropReadyFilesRestartInEachRow) {
  const JpegKind& kind = GetParam();
  JpegTranscoder transcoder;
  const std::vector<std::byte> encoded = test::MakeJpegFile(kind);
  std::vector<std::byte> result;
  ASSERT_TRUE(transcoder.Transcode(encoded, JpegLayout::kCropReady, result));
  const int mcu = kind.components == 1 ? 8 : 8 * kind.horizontal;
  const int row = (kind.size.width + mcu - 1) / mcu;
  const auto interval = static_cast<int>(test::ReadJpegHeader(result).restart_interval);
  EXPECT_EQ(interval, RestartIntervalFor(row));
  EXPECT_EQ(row % interval, 0);
}

INSTANTIATE_TEST_SUITE_P(Of, JpegTranscode, testing::ValuesIn(test::AllJpegKinds()),
                         [](const testing::TestParamInfo<JpegKind>& kind) {
                           return kind.param.name;
                         });

TEST(JpegTranscoder, MetadataIsKept) {
  const std::string exif("Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0", 20);
  const std::vector<std::byte> encoded = test::MakeJpegFile({.name = "",
                                                             .horizontal = 2,
                                                             .vertical = 2,
                                                             .progressive = true,
                                                             .comments = {"made by hand", "twice"},
                                                             .app1 = exif});
  std::vector<std::byte> result;
  ASSERT_TRUE(JpegTranscoder().Transcode(encoded, JpegLayout::kBaseline, result));
  EXPECT_THAT(test::ReadJpegHeader(result).markers, ElementsAre(exif, "made by hand", "twice"));
}

TEST(JpegTranscoder, OrientationIsKept) {
  std::vector<std::byte> result;
  ASSERT_TRUE(JpegTranscoder().Transcode(test::MakeRotatedJpeg({40, 24}, 6), JpegLayout::kCropReady,
                                         result));
  EXPECT_EQ(AnyImageDecoder().ReadInfo(result).orientation, 6);
}

// Decoders read the header, up to the first scan. What comes later must not get there.
TEST(JpegTranscoder, MarkersAfterTheFirstScanDoNotChangeTheImage) {
  const auto marker = [](char code, const std::string& contents) {
    return std::string("\xff") + code + '\0' + static_cast<char>(contents.size() + 2) + contents;
  };
  const std::string jfif = marker('\xe0', std::string("JFIF\0\1\1\0\0\1\0\1\0\0", 14));
  const std::string is_rgb = marker('\xee', std::string("Adobe\0\x64\0\0\0\0\0", 12));
  const std::string turned = marker(
      '\xe1', std::string("Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0", 32));
  const std::string comment = marker('\xfe', "made by hand");
  for (const bool progressive : {false, true}) {
    // Without a marker for its colours, it is in YCbCr.
    std::string plain = test::Text(test::MakeJpegFile(
        {.name = "", .horizontal = 2, .progressive = progressive, .plain = true}));
    plain.insert(plain.size() - 2, jfif + is_rgb + turned + comment);
    std::string rgb = plain;
    rgb.insert(2, is_rgb);
    for (const std::string& text : {plain, rgb}) {
      const std::vector<std::byte> encoded = test::Bytes(text);
      std::vector<std::byte> result;
      ASSERT_TRUE(JpegTranscoder().Transcode(encoded, JpegLayout::kCropReady, result));
      EXPECT_TRUE(std::ranges::equal(DecodedWhole(result).view().row(9),
                                     DecodedWhole(encoded).view().row(9)));
      EXPECT_EQ(AnyImageDecoder().ReadInfo(result).orientation, 1);
      EXPECT_THAT(test::ReadJpegHeader(result).markers, testing::Contains("made by hand"));
    }
    EXPECT_FALSE(std::ranges::equal(DecodedWhole(test::Bytes(plain)).view().row(9),
                                    DecodedWhole(test::Bytes(rgb)).view().row(9)));
  }
}

TEST(JpegTranscoder, SequentialFilesStayForBaseline) {
  std::vector<std::byte> result = test::Bytes("untouched");
  EXPECT_FALSE(JpegTranscoder().Transcode(test::MakeJpeg({64, 48}), JpegLayout::kBaseline, result));
  EXPECT_EQ(test::Text(result), "untouched");
}

TEST(JpegTranscoder, DamagedFilesAreErrorsAndLeaveTheResultAlone) {
  const std::vector<std::byte> whole =
      test::MakeJpegFile({.name = "", .horizontal = 2, .vertical = 2, .progressive = true});
  std::vector<std::byte> cut(whole.begin(), whole.begin() + static_cast<long>(whole.size() / 2));
  std::vector<std::byte> flipped = whole;
  for (std::size_t i = whole.size() / 2; i < whole.size() / 2 + 60; ++i) {
    flipped[i] = std::byte{0xFE};
  }
  std::vector<std::byte> result = test::Bytes("untouched");
  JpegTranscoder transcoder;
  EXPECT_THROW(transcoder.Transcode(cut, JpegLayout::kBaseline, result), Error);
  EXPECT_THROW(transcoder.Transcode(flipped, JpegLayout::kCropReady, result), Error);
  EXPECT_THROW(transcoder.Transcode({}, JpegLayout::kBaseline, result), Error);
  EXPECT_THROW(transcoder.Transcode(test::Bytes("no JPEG"), JpegLayout::kBaseline, result), Error);
  EXPECT_EQ(test::Text(result), "untouched");
  // It goes on with the next file.
  EXPECT_TRUE(transcoder.Transcode(whole, JpegLayout::kBaseline, result));
}

// Each scan may define its tables anew; a file of one scan cannot.
TEST(JpegTranscoder, FilesThatRedefineTablesStay) {
  std::vector<std::byte> encoded = test::MakeJpegFile({.name = "", .separate_scans = true});
  const std::string_view marker = "\xff\xdb";
  const std::string text = test::Text(encoded);
  const std::size_t begin = text.find(marker);
  ASSERT_NE(begin, std::string::npos);
  // The first table again, with other factors, before the second scan.
  std::string table = text.substr(begin, 2 + 2 + 1 + 64);
  table[3] = 2 + 1 + 64;
  for (std::size_t i = 5; i < table.size(); ++i) table[i] = 1;
  std::string changed = text;
  changed.insert(test::FindScans(encoded)[1], table);
  std::vector<std::byte> result = test::Bytes("untouched");
  EXPECT_FALSE(JpegTranscoder().Transcode(test::Bytes(changed), JpegLayout::kBaseline, result));
  EXPECT_EQ(test::Text(result), "untouched");
}

// Of a progressive file that lacks its last scans, decoders smooth the blocks; laid out otherwise,
// they would not.
TEST(JpegTranscoder, IncompleteProgressiveFilesStay) {
  std::vector<std::byte> encoded =
      test::MakeJpegFile({.name = "", .horizontal = 2, .vertical = 2, .progressive = true});
  // Keep the first scan, which has the means of the blocks, and end the file there.
  std::size_t scans = 0;
  for (std::size_t i = 0; i + 1 < encoded.size(); ++i) {
    if (encoded[i] != std::byte{0xFF} || encoded[i + 1] != std::byte{0xDA}) continue;
    if (++scans < 2) continue;
    // Tables of the second scan may precede it, which is harmless.
    encoded.resize(i);
    encoded.push_back(std::byte{0xFF});
    encoded.push_back(std::byte{0xD9});
  }
  ASSERT_GE(scans, 2U);
  std::vector<std::byte> result;
  EXPECT_FALSE(JpegTranscoder().Transcode(encoded, JpegLayout::kBaseline, result));
}

TEST(RestartInterval, DividesTheRow) {
  EXPECT_EQ(RestartIntervalFor(32), 4);
  EXPECT_EQ(RestartIntervalFor(30), 5);
  EXPECT_EQ(RestartIntervalFor(31), 31);
  EXPECT_EQ(RestartIntervalFor(5), 5);
  EXPECT_EQ(RestartIntervalFor(1), 1);
  EXPECT_EQ(RestartIntervalFor(22), 11);
  EXPECT_EQ(RestartIntervalFor(120), 8);
}

}  // namespace
}  // namespace imrec
