#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/detection_reader.h>
#include <imrec/error.h>

#include "tests/support/files.h"
#include "tests/support/image_records.h"

namespace imrec {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class ReaderLimits : public testing::Test {
 protected:
  ReaderLimits() {
    test::WriteImageRecords(dir_ / "set.rec", {test::MakeJpeg({40, 30}), test::MakeJpeg({41, 30}),
                                               test::MakeJpeg({40, 29})});
  }
  ReaderOptions Options(const ImageLimits& limits) const {
    ReaderOptions options;
    options.sources = {dir_ / "set.rec"};
    options.recipe = PresetByName("eval300");
    options.recipe.resize.output = {.width = 32, .height = 32};
    options.batch_size = 3;
    options.max_bad_share = 1;
    options.limits = limits;
    options.threads = 1;
    return options;
  }

  test::TempDir dir_;
};

TEST_F(ReaderLimits, AnImageBeyondThemIsABadRecord) {
  DetectionReader reader(Options({.max_pixels = 1200}));
  while (const auto batch = reader.Next()) {
    for (const std::uint64_t key : batch->keys()) EXPECT_NE(key, 1U);
  }
  EXPECT_EQ(reader.stats().bad_records, 1U);
  ASSERT_THAT(reader.stats().bad_examples, SizeIs(1));
  EXPECT_THAT(reader.stats().bad_examples[0].what(),
              AllOf(HasSubstr("record 1"), HasSubstr("41x30 pixels, more than the limit of 1200")));
  DetectionReader unlimited(Options({}));
  while (const auto batch = unlimited.Next()) EXPECT_EQ(batch->size(), 3U);
  EXPECT_EQ(unlimited.stats().bad_records, 0U);
}

TEST_F(ReaderLimits, AreNamedIfOutOfRange) {
  for (const auto& [limits, field] :
       {std::pair(ImageLimits{.max_pixels = 0}, "reader option limits.max_pixels"),
        std::pair(ImageLimits{.max_scan_pixels = -1}, "reader option limits.max_scan_pixels")}) {
    try {
      const DetectionReader reader(Options(limits));
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(field));
    }
  }
}

}  // namespace
}  // namespace imrec
