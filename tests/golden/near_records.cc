#include "tests/golden/near_records.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <imrec/record_file.h>

namespace imrec::test {
namespace {

// Inks are turned to colours with other rounding. In all sets, this record has inks.
constexpr double kCmyk = 1.5;
constexpr std::uint64_t kCmykId = 156;

double MeanDifference(const Image& a, const Image& b) {
  double sum = 0;
  for (int y = 0; y < a.height(); ++y) {
    const auto row_a = a.view().row(y);
    const auto row_b = b.view().row(y);
    for (std::size_t i = 0; i < row_a.size(); ++i) sum += std::abs(row_a[i] - row_b[i]);
  }
  return sum / (static_cast<double>(a.width()) * a.height() * a.channels());
}

std::vector<std::vector<std::byte>> Payloads(const std::filesystem::path& path) {
  const RecordFile file(path);
  RecordScanner scanner(file);
  std::vector<std::vector<std::byte>> payloads;
  while (const auto record = scanner.Next()) {
    payloads.emplace_back(record->payload.begin(), record->payload.end());
  }
  return payloads;
}

void ExpectNear(const ImageRecordView& ours, const ImageRecordView& theirs, double tolerance) {
  EXPECT_EQ(ours.id(), theirs.id());
  EXPECT_EQ(ours.flag(), theirs.flag());
  std::vector<float> labels;
  std::vector<float> expected_labels;
  ours.CopyLabels(labels);
  theirs.CopyLabels(expected_labels);
  EXPECT_EQ(labels, expected_labels);
  EXPECT_EQ(DetectImageCodec(ours.image()), DetectImageCodec(theirs.image()));
  Image image;
  Image expected;
  AnyImageDecoder decoder;
  decoder.Decode(ours.image(), ColorMode::kRgb, image);
  decoder.Decode(theirs.image(), ColorMode::kRgb, expected);
  ASSERT_EQ(image.size(), expected.size());
  const double bound = ours.id() == kCmykId ? std::max(tolerance, kCmyk) : tolerance;
  EXPECT_LE(MeanDifference(image, expected), bound);
}

}  // namespace

void ExpectNearRecords(const std::filesystem::path& ours, const std::filesystem::path& theirs,
                       double tolerance) {
  const auto our_payloads = Payloads(ours);
  const auto their_payloads = Payloads(theirs);
  ASSERT_EQ(our_payloads.size(), their_payloads.size());
  for (std::size_t i = 0; i < our_payloads.size(); ++i) {
    SCOPED_TRACE("record " + std::to_string(i));
    ExpectNear(ImageRecordView(our_payloads[i]), ImageRecordView(their_payloads[i]), tolerance);
  }
}

}  // namespace imrec::test
