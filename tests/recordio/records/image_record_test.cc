#include <imrec/error.h>
#include <imrec/image_record.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::Bytes;
using testing::ElementsAre;

// id 0x0102030405060708; label 1.5 is 0x3fc00000, label -2 is 0xc0000000.
constexpr std::string_view kInHeader(
    "\x00\x00\x00\x00"
    "\x00\x00\xc0\x3f"
    "\x08\x07\x06\x05\x04\x03\x02\x01"
    "\x00\x00\x00\x00\x00\x00\x00\x00"
    "IMG",
    27);
constexpr std::string_view kPacked(
    "\x02\x00\x00\x00"
    "\x00\x00\x00\x00"
    "\x08\x07\x06\x05\x04\x03\x02\x01"
    "\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\xc0\x3f"
    "\x00\x00\x00\xc0"
    "IMG",
    35);
constexpr std::uint64_t kId = 0x0102030405060708;

std::vector<std::byte> Build(const std::vector<float>& labels, LabelPacking packing) {
  std::vector<std::byte> payload = Bytes("what was there before");
  BuildImageRecord(kId, labels, packing, Bytes("IMG"), payload);
  return payload;
}

std::vector<float> LabelsOf(const ImageRecordView& record) {
  std::vector<float> labels(9, 9.0F);
  record.CopyLabels(labels);
  return labels;
}

TEST(ImageRecord, LayoutIsMxnets) {
  EXPECT_EQ(Build({1.5F}, LabelPacking::kInHeader), Bytes(kInHeader));
  EXPECT_EQ(Build({1.5F, -2.0F}, LabelPacking::kInHeader), Bytes(kInHeader));
  EXPECT_EQ(Build({1.5F}, LabelPacking::kPacked), Bytes(kInHeader));
  EXPECT_EQ(Build({1.5F, -2.0F}, LabelPacking::kPacked), Bytes(kPacked));
}

TEST(ImageRecord, ReadsTheLabelInTheHeader) {
  const std::vector<std::byte> payload = Bytes(kInHeader);
  const ImageRecordView record(payload);
  EXPECT_EQ(record.flag(), 0U);
  EXPECT_EQ(record.id(), kId);
  EXPECT_EQ(record.id2(), 0U);
  EXPECT_EQ(record.label_count(), 1U);
  EXPECT_THAT(LabelsOf(record), ElementsAre(1.5F));
  EXPECT_EQ(record.image().data(), payload.data() + 24);
  EXPECT_EQ(record.image().size(), 3U);
}

TEST(ImageRecord, ReadsPackedLabels) {
  const std::vector<std::byte> payload = Bytes(kPacked);
  const ImageRecordView record(payload);
  EXPECT_EQ(record.flag(), 2U);
  EXPECT_EQ(record.label_count(), 2U);
  EXPECT_THAT(LabelsOf(record), ElementsAre(1.5F, -2.0F));
  EXPECT_EQ(record.image().data(), payload.data() + 32);
  EXPECT_EQ(record.image().size(), 3U);
}

TEST(ImageRecord, ReadsASinglePackedLabel) {
  std::string text(kPacked);
  text[0] = 1;
  text[16] = 5;  // the second id
  const std::vector<std::byte> payload = Bytes(text);
  const ImageRecordView record(payload);
  EXPECT_EQ(record.id2(), 5U);
  EXPECT_THAT(LabelsOf(record), ElementsAre(1.5F));
  EXPECT_EQ(record.image().size(), 7U);
}

TEST(ImageRecord, TooShortForItsHeader) {
  for (std::size_t size = 0; size < ImageRecordView::kHeaderSize; ++size) {
    const std::vector<std::byte> payload(size);
    EXPECT_THROW(ImageRecordView{payload}, Error) << size;
  }
  const std::vector<std::byte> bare(ImageRecordView::kHeaderSize);
  EXPECT_TRUE(ImageRecordView(bare).image().empty());
}

TEST(ImageRecord, TooShortForItsLabels) {
  const std::vector<std::byte> whole = Bytes(kPacked);
  for (std::size_t size = 24; size < 32; ++size) {
    const std::span<const std::byte> cut = std::span(whole).first(size);
    EXPECT_THROW(ImageRecordView{cut}, Error) << size;
  }
  EXPECT_TRUE(ImageRecordView(std::span(whole).first(32)).image().empty());
  std::string huge(kPacked);
  huge.replace(0, 4, "\xff\xff\xff\xff");
  const std::vector<std::byte> payload = Bytes(huge);
  EXPECT_EQ(ImageRecordLabelEnd(payload), 24 + 4 * 0xffffffffULL);
  EXPECT_THROW(ImageRecordView{payload}, Error);
}

}  // namespace
}  // namespace imrec
