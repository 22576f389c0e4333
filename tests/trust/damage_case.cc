#include "tests/trust/damage_case.h"

#include <algorithm>

namespace imrec::test {
namespace {

using Position = std::vector<std::byte>::difference_type;

Position At(std::size_t offset) { return static_cast<Position>(offset); }

}  // namespace

const char* DamageName(DamageKind kind) {
  switch (kind) {
    case DamageKind::kFlip:
      return "flip";
    case DamageKind::kCut:
      return "cut";
    case DamageKind::kSwap:
      return "swap";
    case DamageKind::kZero:
      return "zero";
    case DamageKind::kDouble:
      return "double";
  }
  return "";
}

std::vector<DamageCase> AllDamage(std::size_t size) {
  std::vector<DamageCase> cases;
  for (std::size_t i = 0; i < size; ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      cases.push_back({.kind = DamageKind::kFlip, .begin = i, .bit = bit});
    }
    cases.push_back({.kind = DamageKind::kCut, .begin = i});
  }
  for (const std::size_t block : {std::size_t{4}, std::size_t{64}, std::size_t{512}}) {
    for (std::size_t begin = 0; begin + block <= size; begin += block) {
      cases.push_back({.kind = DamageKind::kZero, .begin = begin, .block = block});
      cases.push_back({.kind = DamageKind::kDouble, .begin = begin, .block = block});
      if (begin + 2 * block > size) continue;
      cases.push_back({.kind = DamageKind::kSwap, .begin = begin, .block = block});
    }
  }
  return cases;
}

std::vector<std::byte> Damaged(const std::vector<std::byte>& contents, const DamageCase& damage) {
  std::vector<std::byte> bytes = contents;
  const auto begin = bytes.begin() + At(damage.begin);
  switch (damage.kind) {
    case DamageKind::kFlip:
      *begin ^= std::byte{1} << damage.bit;
      break;
    case DamageKind::kCut:
      bytes.resize(damage.begin);
      break;
    case DamageKind::kSwap:
      std::swap_ranges(begin, begin + At(damage.block), begin + At(damage.block));
      break;
    case DamageKind::kZero:
      std::fill_n(begin, damage.block, std::byte{0});
      break;
    case DamageKind::kDouble: {
      const std::vector<std::byte> block(begin, begin + At(damage.block));
      bytes.insert(begin, block.begin(), block.end());
      break;
    }
  }
  return bytes;
}

std::string Describe(const DamageCase& damage) {
  std::string text = DamageName(damage.kind);
  if (damage.kind == DamageKind::kFlip) text += " of bit " + std::to_string(damage.bit);
  if (damage.block > 0) text += " of " + std::to_string(damage.block) + " bytes";
  return text + " at byte " + std::to_string(damage.begin);
}

}  // namespace imrec::test
