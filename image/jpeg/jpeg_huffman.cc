#include "image/jpeg/jpeg_huffman.h"

#include <algorithm>

namespace imrec::jpeg {
namespace {

constexpr int kCodeBits = 16;        // length of the longest code
constexpr unsigned kZeroRun = 0xF0;  // ZRL: sixteen zeros
constexpr unsigned kMostValueBits = 15;

}  // namespace

bool HuffmanTable::Set(const HuffmanCodes& codes, Kind kind) {
  if (set_ && kind == kind_ && codes == codes_) return true;
  if (strides_set_) strides_.fill({});
  set_ = strides_set_ = false;
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

void HuffmanTable::PrepareStrides() {
  if (strides_set_) return;
  constexpr std::size_t kMask = (std::size_t{1} << kLookAhead) - 1;
  for (std::size_t i = 0; i < strides_.size(); ++i) {
    unsigned bits = 0;
    unsigned advance = 0;
    bool ends = false;
    // A symbol is included if its code lies within the look-ahead; its value need not.
    while (!ends && bits < kLookAhead) {
      const Entry entry = entries_[i << bits & kMask];
      if (!entry || bits + entry.code_bits() > kLookAhead) break;
      ends = entry.advance() == kEndOfBlock;
      bits += entry.bits();
      if (!ends) advance += entry.advance() + 1;
    }
    strides_[i] = {bits, advance, ends};
  }
  strides_set_ = true;
}

HuffmanTable::Entry HuffmanTable::EntryOf(unsigned symbol, int code_bits) const {
  const unsigned value_bits = symbol & 0xF;
  const bool run = kind_ == Kind::kAc;
  const bool end = run && value_bits == 0 && symbol != kZeroRun;
  return {static_cast<unsigned>(code_bits), value_bits, end ? kEndOfBlock : run ? symbol >> 4 : 0};
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
