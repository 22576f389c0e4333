// The record files that MXNet's im2rec.cc, im2rec.py and mxnet.recordio wrote, record by record.
#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/golden/golden_set.h"
#include "tests/image/pictures.h"
#include "tests/support/sha256.h"

namespace imrec {
namespace {

using nlohmann::json;

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
    EXPECT_EQ(test::Sha256(view.image()), expected.at("image_sha256").get<std::string>());
    if (expected.at("format").is_null()) continue;  // no image
    const ImageCodec* codec = DetectImageCodec(view.image());
    ASSERT_NE(codec, nullptr);
    EXPECT_EQ(codec, ImageCodecForExtension("." + expected.at("format").get<std::string>()));
    ExpectDecodesTo(view.image(), expected.at("decoded_hwc"));
  }
  EXPECT_FALSE(scanner.Next());
}

class GoldenIm2rec : public testing::TestWithParam<test::GoldenSet> {};

INSTANTIATE_TEST_SUITE_P(Sets, GoldenIm2rec, testing::ValuesIn(test::GoldenSets()),
                         test::GoldenSetName);

// Checks the files that a manifest describes; returns how many there are.
std::size_t ExpectFiles(const std::filesystem::path& folder, const std::string& manifest) {
  std::size_t files = 0;
  const json runs = test::ReadJson(folder / manifest);
  for (const auto& [name, run] : runs.items()) {
    const std::filesystem::path path = folder / name;
    if (!std::filesystem::exists(path)) continue;  // the manifest names more files than there are
    SCOPED_TRACE(name);
    ExpectRecords(path, run.at("records"));
    EXPECT_EQ(FormatIndex(BuildIndex(RecordFile(path))), run.at("idx").get<std::string>());
    EXPECT_EQ(FormatIndex(ReadIndexFile(IndexPathFor(path))), run.at("idx").get<std::string>());
    ++files;
  }
  return files;
}

TEST_P(GoldenIm2rec, EveryRecordOfIm2recPyIsAsTheManifestSays) {
  EXPECT_EQ(ExpectFiles(GetParam().folder / "im2rec_py", "manifest.json"), GetParam().packs);
}

TEST_P(GoldenIm2rec, PayloadsAreRebuiltFromTheirParts) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(GetParam().folder / "im2rec_py")) {
    if (entry.path().extension() != ".rec") continue;
    ++files;
    const RecordFile file(entry.path());
    RecordScanner scanner(file);
    std::vector<float> labels;
    std::vector<std::byte> rebuilt;
    while (const auto record = scanner.Next()) {
      const ImageRecordView view(record->payload);
      view.CopyLabels(labels);
      BuildImageRecord(view.id(), labels, LabelPacking::kPacked, view.image(), rebuilt);
      EXPECT_TRUE(std::ranges::equal(rebuilt, record->payload)) << entry << " " << view.id();
    }
  }
  EXPECT_EQ(files, GetParam().packs);
}

// OpenCV decoded the inputs and stored them as PNG: the pixels it saw, to compare with ours.
TEST_P(GoldenIm2rec, PixelsAreThoseOfOpenCv) {
  const RecordFile decoded(GetParam().decoded_as_png);
  const RecordFile stored(GetParam().pass_through);
  RecordScanner expected_scanner(decoded);
  RecordScanner scanner(stored);
  AnyImageDecoder decoder;
  Image expected;
  Image image;
  std::size_t images = 0;
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
    ++images;
  }
  EXPECT_GE(images, 14U);
}

// Labels by the hundred, labels that equal the magic, a record without an image and others that
// mxnet.recordio writes but im2rec.py does not.
TEST(GoldenMxnetRecordio, EveryRecordIsAsTheManifestSays) {
  EXPECT_EQ(ExpectFiles(test::SmallGoldenSet().folder, "labels.manifest.json"), 1U);
}

TEST(GoldenMxnetRecordio, LabelsThatEqualTheMagicCutRecordsIntoParts) {
  const std::filesystem::path path = test::SmallGoldenSet().folder / "labels.rec";
  const RecordFile file(path);
  RecordScanner scanner(file);
  std::size_t cut = 0;
  while (const auto record = scanner.Next()) {
    const std::uint64_t one_part = 8 + (record->payload.size() + 3) / 4 * 4;
    if (record->next_offset - record->offset > one_part) ++cut;
  }
  EXPECT_EQ(cut, 2U);
}

#ifdef IMREC_SHARED_DIR
TEST(GoldenIm2recCc, EveryRecordIsAsTheManifestSays) {
  std::size_t files = 0;
  const std::filesystem::path folder = std::filesystem::path(IMREC_SHARED_DIR) / "golden/im2rec";
  const json manifest = test::ReadJson(folder / "manifest.json");
  for (const json& run : manifest.at("runs")) {
    if (!run.contains("file")) continue;  // the table of parts that nsplit makes
    ExpectRecords(folder / run.at("file").get<std::string>(), run.at("records"));
    ++files;
  }
  EXPECT_EQ(files, 17U);
}
#endif

}  // namespace
}  // namespace imrec
