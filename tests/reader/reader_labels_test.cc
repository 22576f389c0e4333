// What readers do with labels that are at fault, and with manifests that say more than is true.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include <imrec/classification_reader.h>
#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <imrec/manifest.h>
#include <imrec/record_writer.h>

#include "tests/reader/reader_fixture.h"
#include "tests/support/make_identity_set.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// Records with these labels, keys from 0.
void WriteLabels(const std::filesystem::path& path, const std::vector<std::vector<float>>& labels) {
  RecordWriter writer(path);
  std::vector<std::byte> payload;
  for (const std::vector<float>& row : labels) {
    BuildImageRecord(writer.count(), row, LabelPacking::kPacked, MakeJpeg({24, 16}), payload);
    writer.Write(writer.count(), payload);
  }
  writer.Close();
}

class ReaderLabelsTest : public ReaderTest {
 protected:
  ReaderOptions OptionsFor(std::string_view name) const {
    ReaderOptions options = Options();
    options.sources = {dir_ / name};
    options.max_bad_share = 1;
    options.log = [](std::string_view) {};
    return options;
  }

  std::string ErrorOf(const auto& action) const {
    try {
      action();
      return "no error";
    } catch (const Error& error) {
      return error.what();
    }
  }
};

TEST_F(ReaderLabelsTest, LabelsAtFaultAreBadRecords) {
  const std::vector<float> good = MakeLabel({{0, .1F, .1F, .5F, .5F}});
  for (const std::vector<float>& bad :
       {MakeLabel({{0, 10, 10, 50, 30}}), MakeLabel({{0, .5F, .1F, .1F, .5F}}),
        MakeLabel({{kNan, .1F, .1F, .5F, .5F}}), MakeLabel({{0, .1F, .1F, .5F, kNan}}),
        MakeLabel({{0.5F, .1F, .1F, .5F, .5F}}), MakeLabel({{0, .1F, .1F, .5F, 1.5F}}),
        std::vector<float>{2, 6, 1, .1F, .1F, .5F}, std::vector<float>{3}}) {
    WriteLabels(dir_ / "labels.rec", {good, good, bad, good});
    DetectionReader reader(OptionsFor("labels.rec"));
    const Stream epoch = ReadEpoch(reader);
    EXPECT_EQ(reader.stats().bad_records, 1U);
    EXPECT_THAT(reader.stats().bad_examples[0].what(), HasSubstr("record 2"));
    EXPECT_THAT(epoch.counts, Each(1U));
  }
}

TEST_F(ReaderLabelsTest, ASetWithoutASoundLabelIsRefusedAndPixelsAreNamed) {
  const std::vector<float> pixels = MakeLabel({{0, 10, 10, 50, 30}});
  WriteLabels(dir_ / "pixels.rec", {pixels, pixels, pixels});
  EXPECT_THAT(
      ErrorOf([&] { DetectionReader reader(OptionsFor("pixels.rec")); }),
      AllOf(HasSubstr("pixels.rec"), HasSubstr("record 0"), HasSubstr("looks like pixels")));
}

TEST_F(ReaderLabelsTest, AClassificationSetWithOneDetectionLabelIsNoDetectionSet) {
  WriteLabels(dir_ / "labels.rec", {{1}, {2}, MakeLabel({{0, 0, 0, 1, 1}}), {3}});
  EXPECT_THAT(ErrorOf([&] { DetectionReader reader(OptionsFor("labels.rec")); }),
              HasSubstr("--pack-label"));
  ClassificationReader reader(OptionsFor("labels.rec"));
  EXPECT_EQ(reader.shape().label_width, 1U);
  EXPECT_EQ(ReadEpoch(reader).keys.size(), 4U);
  EXPECT_EQ(reader.stats().bad_records, 1U);
}

TEST_F(ReaderLabelsTest, ClassesThatAreNoNumberAreBadRecords) {
  WriteLabels(dir_ / "labels.rec",
              {{kNan}, {1}, {std::numeric_limits<float>::infinity()}, {2}, {-0.0F}});
  ClassificationReader reader(OptionsFor("labels.rec"));
  const Stream epoch = ReadEpoch(reader);
  EXPECT_GE(reader.stats().bad_records, 2U);
  for (const float label : epoch.labels) EXPECT_TRUE(std::isfinite(label));
}

// Manifests come from strangers, too.
class ReaderManifestTest : public ReaderLabelsTest {
 protected:
  void WriteManifestOf(const std::string& name, const LabelLayout& labels) const {
    const std::filesystem::path path = dir_ / (name + ".rec");
    WriteManifest(dir_ / (name + ".manifest.json"),
                  {.tool = "test",
                   .tool_version = "1",
                   .labels = labels,
                   .shards = {{.file = name + ".rec",
                               .records = ReadIndexFile(dir_ / (name + ".idx")).size(),
                               .bytes = std::filesystem::file_size(path),
                               .digest = std::string(32, '0')}}});
  }
};

TEST_F(ReaderManifestTest, WidthsThatNoLabelHasAreNotBelieved) {
  const Stream expected = [&] {
    DetectionReader reader(Options());
    return ReadEpoch(reader);
  }();
  for (const auto& [width_max, header, object] : {std::array<std::uint64_t, 3>{20, 2, 1},
                                                  {20, 1, 6},
                                                  {20, 2, 4},
                                                  {20, 2, 5000},
                                                  {std::uint64_t{1} << 63, 2, 6},
                                                  {std::uint64_t{1} << 40, 2, 6},
                                                  {100'000, 2, 6}}) {
    WriteManifestOf("set", {.kind = LabelKind::kDetection,
                            .width_max = width_max,
                            .header_width = header,
                            .object_width = object});
    DetectionReader reader(Options());
    EXPECT_EQ(ReadEpoch(reader), expected) << width_max << ' ' << header << ' ' << object;
  }
}

TEST_F(ReaderManifestTest, RecordsThatNeedMoreThanItSaysAreBad) {
  const std::vector<float> plain = MakeLabel({{0, .1F, .1F, .5F, .5F}});
  std::vector<float> wide_header(402, 7);
  wide_header[0] = 402;
  wide_header[1] = 6;
  const std::vector<float> wide_objects = {2, 9, 0, .1F, .1F, .5F, .5F, 1, 2, 3, 4};
  const std::vector<float> many =
      MakeLabel({{0, 0, 0, 1, 1}, {0, 0, 0, 1, 1}, {0, 0, 0, 1, 1}, {0, 0, 0, 1, 1}});
  for (const std::vector<float>& record : {wide_header, wide_objects, many}) {
    WriteLabels(dir_ / "set.rec", {plain, record, plain, plain});
    WriteManifestOf("set", {.kind = LabelKind::kDetection,
                            .width_min = 8,
                            .width_max = 8,
                            .header_width = 2,
                            .object_width = 6});
    for (const DetectionLabelLayout layout :
         {DetectionLabelLayout::kObjects, DetectionLabelLayout::kMxnet}) {
      // A wide header has no place in MXNet's rows alone.
      if (record == wide_header && layout == DetectionLabelLayout::kObjects) continue;
      DetectionReader reader(OptionsFor("set.rec"), {.layout = layout});
      ReadEpoch(reader);
      ASSERT_GE(reader.stats().bad_records, 1U);
      EXPECT_THAT(reader.stats().bad_examples[0].what(), HasSubstr("labels have room for"));
    }
  }
}

TEST_F(ReaderManifestTest, ClassificationWidthsThatNoLabelHasAreNotBelieved) {
  WriteLabels(dir_ / "set.rec", {{1}, {2, 3}, {4}});
  WriteManifestOf("set", {.kind = LabelKind::kClassification, .width_max = std::uint64_t{1} << 26});
  ClassificationReader reader(OptionsFor("set.rec"));
  EXPECT_EQ(reader.shape().label_width, 2U);
}

// Shards without a record are part of a set: im2rec writes them.
class EmptyShardsTest : public ReaderLabelsTest {
 protected:
  void WriteEmpty(std::string_view name) const {
    WriteFile(dir_ / (std::string(name) + ".rec"), "");
    WriteFile(dir_ / (std::string(name) + ".idx"), "");
  }
};

TEST_F(EmptyShardsTest, ChangeNothing) {
  const Stream expected = [&] {
    DetectionReader reader(OptionsFor("set.rec"));
    return ReadEpoch(reader);
  }();
  WriteEmpty("a");
  WriteEmpty("z");
  DetectionReader reader(OptionsFor("*.rec"));
  EXPECT_EQ(ReadEpoch(reader), expected);
  ClassificationReader classes(OptionsFor("*.rec"));
  EXPECT_EQ(ReadEpoch(classes).keys.size(), kRecords);
}

TEST_F(EmptyShardsTest, OnlyAnEmptySetIsAnError) {
  WriteEmpty("a");
  WriteEmpty("b");
  EXPECT_THAT(ErrorOf([&] { DetectionReader reader(OptionsFor("[ab].rec")); }),
              HasSubstr("it contains no record"));
  EXPECT_THAT(ErrorOf([&] { ClassificationReader reader(OptionsFor("a.rec")); }),
              HasSubstr("it contains no record"));
}

class IdentityReaderTest : public ReaderLabelsTest {
 protected:
  IdentityReaderTest() { WriteIdentitySet(dir_ / "faces.rec", {2, 3, 1}); }

  ReaderOptions FaceOptions() const {
    ReaderOptions options = OptionsFor("faces.rec");
    options.recipe = PresetByName("face112");
    options.shuffle.mode = ShuffleMode::kNone;
    return options;
  }
};

TEST_F(IdentityReaderTest, DeliversTheImagesWithTheirIdentities) {
  ClassificationReader reader(FaceOptions());
  EXPECT_EQ(reader.size(), 6U);
  EXPECT_EQ(reader.shape().label_width, 1U);
  const Stream epoch = ReadEpoch(reader);
  EXPECT_THAT(epoch.keys, ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(epoch.labels, ElementsAre(0, 0, 1, 1, 1, 2));
  EXPECT_EQ(reader.stats().bad_records, 0U);
}

TEST_F(IdentityReaderTest, WithoutAnIndexAsWell) {
  const Stream expected = [&] {
    ClassificationReader reader(FaceOptions());
    return ReadEpoch(reader);
  }();
  std::filesystem::remove(dir_ / "faces.idx");
  ClassificationReader reader(FaceOptions());
  EXPECT_EQ(ReadEpoch(reader), expected);
}

TEST_F(IdentityReaderTest, CanBeAskedFor) {
  // A set of im2rec's, with more than the class in its labels.
  WriteLabels(dir_ / "faces.rec", {{7, .5F}, {8, .25F}});
  ClassificationReader reader(FaceOptions(), {.layout = ClassificationLabelLayout::kIdentity});
  EXPECT_THAT(ReadEpoch(reader).labels, ElementsAre(7, 8));
}

TEST_F(IdentityReaderTest, Face112KeepsPixelsAndNormalises) {
  ReaderOptions options = FaceOptions();
  options.recipe.mirror_prob = 0;
  ClassificationReader reader(options);
  const auto batch = reader.Next();
  ASSERT_TRUE(batch);
  const Image decoded = [&] {
    AnyImageDecoder decoder;
    Image image;
    decoder.Decode(MakeJpeg({112, 112}, 1), ColorMode::kRgb, image);
    return image;
  }();
  for (std::size_t i = 0; i < 112 * 112; ++i) {
    const auto level = static_cast<float>(decoded.view().data()[3 * i]);
    ASSERT_FLOAT_EQ(batch->image(0)[i], (level - 127.5F) / 127.5F) << i;
  }
}

}  // namespace
}  // namespace imrec::test
