// The record files that MXNet's im2rec.cc and im2rec.py wrote, record by record.
#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/image/pictures.h"
#include "tests/support/files.h"
#include "tests/support/sha256.h"

namespace imrec {
namespace {

using nlohmann::json;

const std::filesystem::path kGolden = std::filesystem::path(IMREC_SHARED_DIR) / "golden";

json ReadJson(const std::filesystem::path& path) { return json::parse(test::ReadText(path)); }

std::vector<float> LabelsOf(const json& record) {
  if (record.at("labels").is_null()) return {record.at("label").get<float>()};
  return record.at("labels").get<std::vector<float>>();
}

void ExpectDecodesTo(std::span<const std::byte> encoded, const json& shape) {
  AnyImageDecoder decoder;
  Image image;
  decoder.Decode(encoded, ColorMode::kAsStored, image);
  EXPECT_EQ(image.height(), shape.at(0));
  EXPECT_EQ(image.width(), shape.at(1));
  EXPECT_EQ(image.channels(), shape.size() == 3 ? shape.at(2).get<int>() : 1);
}

// The records of a file as the manifest says they are.
void ExpectRecords(const std::filesystem::path& path, const json& records) {
  const RecordFile file(path);
  RecordScanner scanner(file);
  std::vector<float> labels;
  for (const json& expected : records) {
    SCOPED_TRACE(path.filename().string() + " record " + expected.at("seq").dump());
    const auto record = scanner.Next();
    ASSERT_TRUE(record);
    EXPECT_EQ(record->offset, expected.at("offset"));
    EXPECT_EQ(record->payload.size(), expected.at("length"));
    const ImageRecordView view(record->payload);
    EXPECT_EQ(view.flag(), expected.at("flag"));
    EXPECT_EQ(view.id(), expected.at("id"));
    EXPECT_EQ(view.id2(), expected.at("id2"));
    view.CopyLabels(labels);
    EXPECT_EQ(labels, LabelsOf(expected));
    EXPECT_EQ(view.image().size(), expected.at("image_bytes"));
    EXPECT_EQ(test::Sha256(view.image()), expected.at("image_sha256"));
    const ImageCodec* codec = DetectImageCodec(view.image());
    ASSERT_NE(codec, nullptr);
    EXPECT_EQ(codec, ImageCodecForExtension("." + expected.at("format").get<std::string>()));
    ExpectDecodesTo(view.image(), expected.at("decoded_hwc"));
  }
  EXPECT_FALSE(scanner.Next());
}

TEST(GoldenIm2recCc, EveryRecordIsAsTheManifestSays) {
  std::size_t files = 0;
  const json manifest = ReadJson(kGolden / "im2rec/manifest.json");
  for (const json& run : manifest.at("runs")) {
    if (!run.contains("file")) continue;  // the table of parts that nsplit makes
    ExpectRecords(kGolden / "im2rec" / run.at("file").get<std::string>(), run.at("records"));
    ++files;
  }
  EXPECT_EQ(files, 17U);
}

TEST(GoldenIm2recPy, EveryRecordIsAsTheManifestSays) {
  std::size_t files = 0;
  const json manifest = ReadJson(kGolden / "im2rec_py/manifest.json");
  for (const auto& [name, run] : manifest.items()) {
    const std::filesystem::path path = kGolden / "im2rec_py" / name;
    if (!std::filesystem::exists(path)) continue;  // the manifest names more files than there are
    SCOPED_TRACE(name);
    ExpectRecords(path, run.at("records"));
    EXPECT_EQ(FormatIndex(BuildIndex(RecordFile(path))), run.at("idx"));
    EXPECT_EQ(FormatIndex(ReadIndexFile(IndexPathFor(path))), run.at("idx"));
    ++files;
  }
  EXPECT_EQ(files, 10U);
}

// What im2rec.py stored without touching the images is rebuilt byte for byte from its parts.
TEST(GoldenIm2recPy, PayloadsAreRebuiltFromTheirParts) {
  for (const std::string name : {"py_cls1_pass.rec", "py_cls1_packlabel.rec", "py_cls4_nopack.rec",
                                 "py_cls4_pack_resize96.rec"}) {
    const RecordFile file(kGolden / "im2rec_py" / name);
    RecordScanner scanner(file);
    std::vector<float> labels;
    std::vector<std::byte> rebuilt;
    while (const auto record = scanner.Next()) {
      const ImageRecordView view(record->payload);
      view.CopyLabels(labels);
      BuildImageRecord(view.id(), labels, LabelPacking::kPacked, view.image(), rebuilt);
      EXPECT_TRUE(std::ranges::equal(rebuilt, record->payload)) << name << " " << view.id();
    }
  }
}

// OpenCV decoded the inputs and stored them as PNG: the pixels it saw, to compare with ours.
TEST(GoldenIm2recCc, PixelsAreThoseOfOpenCv) {
  const RecordFile decoded(kGolden / "im2rec/lw1_color-1_png.rec");
  const RecordFile stored(kGolden / "im2rec/lw1_unchanged.rec");
  RecordScanner expected_scanner(decoded);
  RecordScanner scanner(stored);
  AnyImageDecoder decoder;
  Image expected;
  Image image;
  while (const auto expected_record = expected_scanner.Next()) {
    const auto record = scanner.Next();
    ASSERT_TRUE(record);
    const ImageRecordView view(record->payload);
    SCOPED_TRACE(view.id());
    decoder.Decode(ImageRecordView(expected_record->payload).image(), ColorMode::kAsStored,
                   expected);
    decoder.Decode(view.image(), ColorMode::kAsStored, image);
    // CMYK to RGB rounds a little differently.
    EXPECT_LE(test::MaxDifference(image.view(), expected.view()), 2);
  }
}

}  // namespace
}  // namespace imrec
