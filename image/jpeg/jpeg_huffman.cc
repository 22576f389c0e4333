#include "image/jpeg/jpeg_huffman.h"

#include <algorithm>

namespace imrec::jpeg {
namespace {

constexpr int kCodeBits = kMostCodeBits;
constexpr unsigned kSixteenZeros = 0xF0;  // ZRL: fifteen zeros and a value that is zero, too

}  // namespace

bool HuffmanTable::Set(const HuffmanCodes& codes, Kind kind) {
  if (set_ && kind == kind_ && codes == codes_) return true;
  if (can_skip_) skipped_.fill({});
  set_ = can_skip_ = false;
  codes_ = codes;
  kind_ = kind;
  entries_.fill({});
  std::uint32_t code = 0;
  int symbols = 0;
  for (int length = 1; length <= kCodeBits; ++length) {
    const auto at = static_cast<std::size_t>(length);
    symbol_offset_[at] = symbols - static_cast<int>(code);
    for (int i = 0; i < codes.counts[at]; ++i, ++code) {
      if (symbols == static_cast<int>(codes.symbols.size()) || code >> length != 0) return false;
      const unsigned symbol = codes.symbols[static_cast<std::size_t>(symbols++)];
      if (kind == Kind::kDc && symbol > kMostValueBits) return false;
      if (length > kLookAhead) continue;
      const int left = kLookAhead - length;
      std::fill_n(entries_.begin() + static_cast<std::ptrdiff_t>(code << left), 1 << left,
                  EntryOf(symbol, length));
    }
    code_end_[at] = code << (kCodeBits - length);
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
      const Entry entry = entries_[i << bits & kMask];
      if (!entry || bits + entry.code_bits() > kLookAhead) break;
      bits += entry.bits();
      end_block = entry.is_end_of_block();
      if (!end_block) coefficients += entry.zeros() + 1;
    }
    skipped_[i] = {bits, coefficients, end_block};
  }
  can_skip_ = true;
}

HuffmanTable::Entry HuffmanTable::EntryOf(unsigned symbol, int code_bits) const {
  const auto length = static_cast<unsigned>(code_bits);
  if (kind_ == Kind::kDc) return Entry::Coefficient(length, 0, symbol);
  const unsigned value_bits = symbol & 0xF;
  if (value_bits == 0 && symbol != kSixteenZeros) return Entry::EndOfBlock(length);
  return Entry::Coefficient(length, symbol >> 4, value_bits);
}

HuffmanTable::Entry HuffmanTable::FindLonger(std::uint32_t ahead) const {
  int length = kLookAhead + 1;
  while (length <= kCodeBits && ahead >= code_end_[static_cast<std::size_t>(length)]) ++length;
  if (length > kCodeBits) return {};
  const int place = static_cast<int>(ahead >> (kCodeBits - length)) +
                    symbol_offset_[static_cast<std::size_t>(length)];
  return EntryOf(codes_.symbols[static_cast<std::size_t>(place)], length);
}

}  // namespace imrec::jpeg
