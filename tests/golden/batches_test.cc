// Batches against those of MXNet's iterators, of images that need no resizing.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/classification_reader.h>
#include <imrec/detection_reader.h>

#include "tests/golden/golden_set.h"
#include "tests/support/sha256.h"

namespace imrec {
namespace {

using nlohmann::json;

class GoldenBatches : public testing::Test {
 protected:
  static ReaderOptions Options(const std::string& file) {
    ReaderOptions options =
        ReaderOptions::Validation(test::SmallGoldenSet().folder / "im2rec_py" / file);
    options.recipe.mean = {0, 0, 0};
    options.recipe.std = {1, 1, 1};
    options.recipe.resize.output = {.width = 24, .height = 20};
    options.format.type = PixelType::kUint8;
    options.batch_size = 4;
    return options;
  }

  const json batches_ = test::ReadJson(test::SmallGoldenSet().folder / "im2rec_py/batches.json");
};

TEST_F(GoldenBatches, BoxesAndPixelsAreThoseOfImageDetRecordIter) {
  const json& expected = batches_.at("py_same_det_pass.rec");
  DetectionReader reader(Options("py_same_det_pass.rec"));
  const auto batch = reader.Next();
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(batch->keys()[i], expected[i].at("key"));
    EXPECT_EQ(test::Sha256(batch->image_bytes(i)), expected[i].at("rgb_sha256").get<std::string>());
    std::vector<float> values;
    for (const json& object : expected[i].at("objects")) {
      for (const json& value : object) values.push_back(value);
    }
    EXPECT_EQ(batch->object_counts()[i], expected[i].at("objects").size());
    values.resize(batch->shape().label_width, -1);
    const auto label = batch->label(i);
    EXPECT_EQ(std::vector<float>(label.begin(), label.end()), values);
  }
}

TEST_F(GoldenBatches, LabelsAndPixelsAreThoseOfImageRecordIter) {
  const json& expected = batches_.at("py_same_cls_pass.rec");
  ClassificationReader reader(Options("py_same_cls_pass.rec"));
  const auto batch = reader.Next();
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(test::Sha256(batch->image_bytes(i)), expected[i].at("rgb_sha256").get<std::string>());
    EXPECT_EQ(batch->label(i)[0], expected[i].at("label"));
  }
}

}  // namespace
}  // namespace imrec
