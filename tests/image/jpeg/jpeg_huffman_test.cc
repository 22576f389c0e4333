#include "image/jpeg/jpeg_huffman.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "image/jpeg/jpeg_blocks.h"

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
Result Read(const std::string& bits, const HuffmanTable& dc, const HuffmanTable& ac) {
  const std::vector<std::uint8_t> bytes = BytesOf(bits);
  Result result{};
  int last_dc = 0;
  BitReader reading(bytes.data());
  result.state = ReadBlock(reading, dc, ac, last_dc, result.block);
  last_dc = 0;
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
Result Read(const std::string& bits) { return Read(bits, DcTable(), AcTable()); }

TEST(JpegHuffman, NoCodeConsistsOfOnes) {
  HuffmanCodes codes;
  codes.counts[1] = 1;
  codes.counts[2] = 2;
  HuffmanTable table;
  EXPECT_FALSE(table.Set(codes, HuffmanTable::Kind::kAc));
  codes.counts[2] = 1;
  EXPECT_TRUE(table.Set(codes, HuffmanTable::Kind::kAc));
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

// A table with one code for each symbol, and the codes.
struct CodedSymbols {
  HuffmanCodes codes;
  std::vector<std::string> code_of = std::vector<std::string>(256);
};

// Codes of random lengths up to 16 for symbols in random order. At least one code is long.
CodedSymbols RandomCodes(std::vector<unsigned> symbols, std::mt19937& random) {
  std::shuffle(symbols.begin(), symbols.end(), random);
  CodedSymbols made;
  std::size_t next = 0;
  unsigned code = 0;
  for (unsigned length = 1; length <= kMostCodeBits; ++length, code <<= 1) {
    // Leaves room for the other symbols: one code of this length has 2^(16 - length) of 16 bits.
    while (next < symbols.size()) {
      const std::size_t left = ((std::size_t{1} << length) - code - 1) << (kMostCodeBits - length);
      if (left < symbols.size() - next) break;
      if (length < kMostCodeBits && random() % 3 != 0) break;
      const unsigned symbol = symbols[next];
      made.codes.symbols[next++] = static_cast<std::uint8_t>(symbol);
      ++made.codes.counts[length];
      for (unsigned bit = length; bit-- > 0;) made.code_of[symbol] += code >> bit & 1 ? '1' : '0';
      ++code;
    }
  }
  EXPECT_EQ(next, symbols.size());
  return made;
}

// The code of a value (T.81, F.1.2.1): a negative one is that of its magnitude, with all bits
// changed.
std::string ValueBits(int value, unsigned count) {
  const int coded = value < 0 ? value + (1 << count) - 1 : value;
  std::string bits;
  for (unsigned bit = count; bit-- > 0;) bits += coded >> bit & 1 ? '1' : '0';
  return bits;
}

unsigned BitsOf(int value) {
  return static_cast<unsigned>(std::bit_width(static_cast<unsigned>(std::abs(value))));
}

// Blocks with codes of every length before values of every length.
TEST(JpegHuffman, EveryCodeIsReadBeforeEveryValue) {
  std::mt19937 random(4);
  std::vector<unsigned> dc_symbols;
  for (unsigned bits = 0; bits <= kMostValueBits; ++bits) dc_symbols.push_back(bits);
  std::vector<unsigned> ac_symbols = {0x00, 0xF0};
  for (unsigned zeros = 0; zeros <= 15; ++zeros) {
    for (unsigned bits = 1; bits <= kMostValueBits; ++bits) ac_symbols.push_back(zeros << 4 | bits);
  }
  for (int round = 0; round < 40; ++round) {
    const CodedSymbols dc_codes = RandomCodes(dc_symbols, random);
    const CodedSymbols ac_codes = RandomCodes(ac_symbols, random);
    HuffmanTable dc;
    HuffmanTable ac;
    ASSERT_TRUE(dc.Set(dc_codes.codes, HuffmanTable::Kind::kDc));
    ASSERT_TRUE(ac.Set(ac_codes.codes, HuffmanTable::Kind::kAc));
    ac.PrepareSkipping();
    const auto below = [&](unsigned end) {
      return std::uniform_int_distribution<unsigned>(0, end - 1)(random);
    };
    const auto random_value = [&] {
      const unsigned least = 1U << below(kMostValueBits);
      const int magnitude = static_cast<int>(least + below(least));
      return below(2) == 0 ? magnitude : -magnitude;
    };
    for (int block = 0; block < 50; ++block) {
      CoefficientBlock expected;
      const int level = block % 4 == 0 ? 0 : random_value();
      expected.values[0] = static_cast<std::int16_t>(level);
      std::string bits = dc_codes.code_of[BitsOf(level)] + ValueBits(level, BitsOf(level));
      unsigned k = 0;
      const unsigned most = below(kCoefficients);
      while (k < most) {
        unsigned zeros = below(2) == 0 ? 0 : below(std::min(most - k, 40U));
        for (k += zeros + 1; zeros > 15; zeros -= 16) bits += ac_codes.code_of[0xF0];
        const int value = random_value();
        expected.values[kZigzag[k]] = static_cast<std::int16_t>(value);
        bits += ac_codes.code_of[zeros << 4 | BitsOf(value)] + ValueBits(value, BitsOf(value));
      }
      if (k < kCoefficients - 1) bits += ac_codes.code_of[0x00];
      const Result result = Read(bits, dc, ac);
      ASSERT_EQ(result.state, k == 0 ? BlockState::kFlat : BlockState::kTextured);
      ASSERT_EQ(result.block.values, expected.values);
    }
  }
}

}  // namespace
}  // namespace imrec::jpeg
