#include "image/jpeg/jpeg_huffman.h"

#include <algorithm>

namespace imrec::jpeg {
namespace {

constexpr unsigned kSixteenZeros = 0xF0;  // ZRL: fifteen zeros and a value that is zero, too

}  // namespace

bool HuffmanTable::Set(const HuffmanCodes& codes, Kind kind) {
  if (set_ && kind == kind_ && codes == codes_) return true;
  if (can_skip_) skipped_.fill({});
  set_ = can_skip_ = false;
  codes_ = codes;
  kind_ = kind;
  entries_.fill(HuffmanEntry::Long(kLookAhead + 1));
  std::uint32_t code = 0;
  int symbols = 0;
  for (unsigned length = 1; length <= kMostCodeBits; ++length) {
    symbol_offset_[length] = symbols - static_cast<int>(code);
    for (int i = 0; i < codes.counts[length]; ++i, ++code) {
      if (symbols == static_cast<int>(codes.symbols.size()) || code >> length != 0) return false;
      const unsigned symbol = codes.symbols[static_cast<std::size_t>(symbols++)];
      if (kind == Kind::kDc && symbol > kMostValueBits) return false;
      if (length > kLookAhead) continue;
      const unsigned left = kLookAhead - length;
      const HuffmanEntry entry = EntryOf(symbol, length);
      std::fill_n(entries_.begin() + static_cast<std::ptrdiff_t>(code << left), 1 << left,
                  entry.bits() > kMostShortBits ? HuffmanEntry::Long(length) : entry);
    }
    // As in libjpeg: no code consists of ones only.
    if (codes.counts[length] != 0 && code >> length != 0) return false;
    code_end_[length] = code << (kMostCodeBits - length);
    code <<= 1;
  }
  set_ = true;
  return true;
}

void HuffmanTable::PrepareSkipping() {
  if (can_skip_) return;
  constexpr std::size_t kMask = (std::size_t{1} << kLookAhead) - 1;
  for (std::size_t i = 0; i < skipped_.size(); ++i) {
    unsigned bits = 0;
    unsigned coefficients = 0;
    bool end_block = false;
    // A symbol is included if its code lies within the look-ahead; its value need not.
    while (!end_block && bits < kLookAhead) {
      const HuffmanEntry entry = entries_[i << bits & kMask];
      if (entry.is_long() || bits + entry.code_bits() > kLookAhead) break;
      bits += entry.bits();
      end_block = entry.is_end_of_block();
      if (!end_block) coefficients += entry.advance();
    }
    skipped_[i] = {bits, coefficients, end_block};
  }
  can_skip_ = true;
}

HuffmanEntry HuffmanTable::EntryOf(unsigned symbol, unsigned code_bits) const {
  if (kind_ == Kind::kDc) return HuffmanEntry::Coefficient(code_bits, 0, symbol);
  const unsigned value_bits = symbol & 0xF;
  if (value_bits == 0 && symbol != kSixteenZeros) return HuffmanEntry::EndOfBlock(code_bits);
  return HuffmanEntry::Coefficient(code_bits, symbol >> 4, value_bits);
}

HuffmanEntry HuffmanTable::FindLong(HuffmanEntry found, std::uint32_t ahead) const {
  unsigned length = found.bits();
  while (length <= kMostCodeBits && ahead >= code_end_[length]) ++length;
  if (length > kMostCodeBits) return {};
  const int place = static_cast<int>(ahead >> (kMostCodeBits - length)) + symbol_offset_[length];
  return EntryOf(codes_.symbols[static_cast<std::size_t>(place)], length);
}

}  // namespace imrec::jpeg
