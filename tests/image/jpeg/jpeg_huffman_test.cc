#include "image/jpeg/jpeg_huffman.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace imrec::jpeg {
namespace {

using testing::Each;

// The codes of Codes() below.
const std::string kDcZero = "0";
const std::string kEndOfBlock = "00";
const std::string kOne = "011";                       // the value 1 in one bit
const std::string kSixteenZeros = "10";               // ZRL
const std::string kOneAfter15 = "1101";               // fifteen zeros, then the value 1
const std::string kMinus2After1 = "111000000000001";  // a code of 13 bits, then the value -2 in two

HuffmanTable DcTable() {
  HuffmanCodes codes;
  codes.counts[1] = 1;
  codes.symbols[0] = 0;
  HuffmanTable table;
  EXPECT_TRUE(table.Set(codes, HuffmanTable::Kind::kDc));
  return table;
}

HuffmanTable AcTable() {
  HuffmanCodes codes;
  codes.counts[2] = 3;
  codes.counts[3] = 1;
  codes.counts[13] = 1;
  codes.symbols = {0x00, 0x01, 0xF0, 0xF1, 0x12};
  HuffmanTable table;
  EXPECT_TRUE(table.Set(codes, HuffmanTable::Kind::kAc));
  table.PrepareSkipping();
  return table;
}

std::string Times(int count, const std::string& code) {
  std::string codes;
  for (int i = 0; i < count; ++i) codes += code;
  return codes;
}

// The bytes of `bits`, and ones after them.
std::vector<std::uint8_t> BytesOf(std::string bits) {
  bits += std::string(8 * 32, '1');
  std::vector<std::uint8_t> bytes(bits.size() / 8);
  for (std::size_t i = 0; i < 8 * bytes.size(); ++i) {
    bytes[i / 8] = static_cast<std::uint8_t>(bytes[i / 8] << 1 | (bits[i] - '0'));
  }
  return bytes;
}

struct Result {
  BlockState state;
  CoefficientBlock block;
};

// Reads and skips a block and expects both to end after `bits` if the block is whole.
Result Read(const std::string& bits) {
  const HuffmanTable dc = DcTable();
  const HuffmanTable ac = AcTable();
  const std::vector<std::uint8_t> bytes = BytesOf(bits);
  Result result{};
  int last_dc = 0;
  BitReader reading(bytes.data());
  result.state = ReadBlock(reading, dc, ac, last_dc, result.block);
  BitReader skipping(bytes.data());
  const bool whole = result.state != BlockState::kDamaged;
  EXPECT_EQ(SkipBlock(skipping, dc, ac, last_dc), whole);
  if (whole) {
    BitReader expected(bytes.data());
    for (std::size_t i = 0; i < bits.size(); ++i) {
      expected.Refill();
      expected.Take(1);
    }
    for (BitReader* bits_left : {&reading, &skipping, &expected}) bits_left->Refill();
    EXPECT_EQ(reading.Peek(32), expected.Peek(32));
    EXPECT_EQ(reading.position(), expected.position());
    EXPECT_EQ(skipping.position(), expected.position());
  }
  return result;
}

TEST(JpegHuffman, BlockWithoutAcCoefficientsIsFlat) {
  const Result result = Read(kDcZero + kEndOfBlock);
  EXPECT_EQ(result.state, BlockState::kFlat);
  EXPECT_THAT(result.block.values, Each(0));
}

TEST(JpegHuffman, CoefficientsAreInZigzagOrder) {
  const Result result = Read(kDcZero + kOne + kMinus2After1 + kEndOfBlock);
  EXPECT_EQ(result.state, BlockState::kTextured);
  EXPECT_EQ(result.block.values[1], 1);    // k = 1: to the right
  EXPECT_EQ(result.block.values[8], 0);    // k = 2: below
  EXPECT_EQ(result.block.values[16], -2);  // k = 3: below that
}

TEST(JpegHuffman, SixteenZerosAreFollowedByMore) {
  const Result result = Read(kDcZero + kSixteenZeros + kOne + kEndOfBlock);
  EXPECT_EQ(result.state, BlockState::kTextured);
  EXPECT_EQ(result.block.values[kZigzag[17]], 1);
}

TEST(JpegHuffman, TheLastCoefficientEndsTheBlock) {
  EXPECT_EQ(Read(kDcZero + Times(63, kOne)).state, BlockState::kTextured);
  const Result result = Read(kDcZero + Times(3, kSixteenZeros) + Times(15, kOne));
  EXPECT_EQ(result.state, BlockState::kTextured);
  EXPECT_EQ(result.block.values[63], 1);
}

TEST(JpegHuffman, ZerosBeyondTheBlockAreDamage) {
  for (int before = 0; before <= 63; ++before) {
    const int left = 63 - before;
    const Result result =
        Read(kDcZero + Times(before, kOne) + Times((left + 15) / 16, kOneAfter15));
    const bool fits = left % 16 == 0;
    EXPECT_EQ(result.state, fits ? BlockState::kTextured : BlockState::kDamaged) << before;
  }
}

TEST(JpegHuffman, BitsThatAreNoCodeAreDamage) {
  EXPECT_EQ(Read(kDcZero + kOne + std::string(16, '1')).state, BlockState::kDamaged);
}

}  // namespace
}  // namespace imrec::jpeg
