#include "recordio/internal/framing.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::Bytes;

constexpr std::string_view kMagicText = "\x0a\x23\xd7\xce";

std::vector<std::byte> Framed(std::string_view payload) {
  std::vector<std::byte> out;
  framing::AppendRecord(Bytes(payload), out);
  return out;
}

std::string operator*(std::string_view text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

// A part as it is stored: magic, kind and length, payload, padding.
std::string Part(unsigned kind, std::string_view bytes) {
  std::string part(kMagicText);
  const auto lrec = static_cast<std::uint32_t>(kind << 29U | bytes.size());
  for (unsigned shift = 0; shift < 32; shift += 8) part += static_cast<char>(lrec >> shift & 0xFFU);
  part += bytes;
  part.append((4 - bytes.size() % 4) % 4, '\0');
  return part;
}

TEST(Framing, DecodesTheFieldsOfAHead) {
  const auto head = [](std::string_view text) {
    return framing::DecodeHead(std::span<const std::byte, 8>(Bytes(text).data(), 8));
  };
  const framing::PartHead plain = head(std::string_view("\x0a\x23\xd7\xce\x05\x00\x00\x00", 8));
  EXPECT_EQ(plain.magic, framing::kMagic);
  EXPECT_EQ(plain.kind, 0U);
  EXPECT_EQ(plain.length, 5U);
  const framing::PartHead full = head(std::string_view("\x01\x02\x03\x04\xff\xff\xff\x7f", 8));
  EXPECT_EQ(full.magic, 0x04030201U);
  EXPECT_EQ(full.kind, 3U);
  EXPECT_EQ(full.length, 0x1fffffffU);
  EXPECT_EQ(head(std::string_view("\0\0\0\0\0\0\0\xe0", 8)).kind, 7U);
  EXPECT_EQ(head(std::string_view("\0\0\0\0\0\0\0\xe0", 8)).length, 0U);
}

TEST(Framing, EmptyPayloadIsOnlyAHead) { EXPECT_EQ(Framed(""), Bytes(Part(0, ""))); }

TEST(Framing, FramedSizeIsTheAppendedSize) {
  const std::string magic(kMagicText);
  for (const std::string& payload :
       {std::string(), std::string("abc"), std::string("abcd"), magic, magic * 3, magic + "x",
        "a" + magic + "bcd", "abcd" + magic + "efgh" + magic + "i", magic.substr(0, 3)}) {
    EXPECT_EQ(framing::FramedSize(Bytes(payload)), Framed(payload).size()) << payload;
  }
}

TEST(Framing, PadsToWords) {
  for (const std::string_view payload : {"a", "ab", "abc", "abcd", "abcde"}) {
    EXPECT_EQ(Framed(payload), Bytes(Part(0, payload))) << payload;
    EXPECT_EQ(Framed(payload).size() % 4, 0U) << payload;
  }
}

TEST(Framing, SplitsAtAlignedMagics) {
  const std::string magic(kMagicText);
  EXPECT_EQ(Framed(magic), Bytes(Part(1, "") + Part(3, "")));
  EXPECT_EQ(Framed(magic * 3), Bytes(Part(1, "") + Part(2, "") + Part(2, "") + Part(3, "")));
  EXPECT_EQ(Framed(magic + "x"), Bytes(Part(1, "") + Part(3, "x")));
  EXPECT_EQ(Framed("abcd" + magic), Bytes(Part(1, "abcd") + Part(3, "")));
  EXPECT_EQ(Framed("abcd" + magic + "efgh" + magic + "i"),
            Bytes(Part(1, "abcd") + Part(2, "efgh") + Part(3, "i")));
}

TEST(Framing, DoesNotSplitAtOtherMagics) {
  const std::string magic(kMagicText);
  for (int shift = 1; shift < 4; ++shift) {
    const std::string payload = std::string("x") * shift + magic + "tail";
    EXPECT_EQ(Framed(payload), Bytes(Part(0, payload))) << shift;
  }
  // The first three bytes of a magic at the end, and a big-endian magic.
  EXPECT_EQ(Framed("abcd\x0a\x23\xd7"), Bytes(Part(0, "abcd\x0a\x23\xd7")));
  EXPECT_EQ(Framed("\xce\xd7\x23\x0a"), Bytes(Part(0, "\xce\xd7\x23\x0a")));
}

TEST(Framing, AlignmentIsRelativeToThePayloadNotTheLastSplit) {
  // The second magic is at offset 6 of the payload, which is not aligned, so it is not split.
  const std::string payload = std::string(kMagicText) + "ab" + std::string(kMagicText) + "cd";
  EXPECT_EQ(Framed(payload), Bytes(Part(1, "") + Part(3, payload.substr(4))));
}

TEST(Framing, AppendsAfterExistingBytes) {
  std::vector<std::byte> out = Framed("first");
  framing::AppendRecord(Bytes("second"), out);
  EXPECT_EQ(out, Bytes(Part(0, "first") + Part(0, "second")));
}

// Searching for heads relies on this: a magic at a multiple of four is a head.
TEST(Framing, EveryAlignedMagicOnDiskIsAHead) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string payload;
    const auto pieces = random() % 12;
    std::uint64_t aligned_magics = 0;
    for (std::size_t i = 0; i < pieces; ++i) {
      payload += random() % 2 == 0 ? std::string(kMagicText) : std::string(random() % 6, 'x');
    }
    for (std::size_t i = 0; i + 4 <= payload.size(); i += 4) {
      aligned_magics += std::string_view(payload).substr(i, 4) == kMagicText ? 1U : 0U;
    }
    const std::string disk = test::Text(Framed(payload));
    // For each aligned magic, a head of 8 bytes is added and the 4 bytes of the magic are removed.
    EXPECT_EQ(disk.size(), 8 + (payload.size() + 3) / 4 * 4 + 4 * aligned_magics);
    std::uint64_t heads = 0;
    for (std::size_t i = 0; i + 4 <= disk.size(); i += 4) {
      heads += std::string_view(disk).substr(i, 4) == kMagicText ? 1U : 0U;
    }
    EXPECT_EQ(heads, aligned_magics + 1);
  }
}

}  // namespace
}  // namespace imrec
