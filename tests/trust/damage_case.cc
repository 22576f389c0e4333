#include "tests/trust/damage_case.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace imrec::test {
namespace {

using Position = std::vector<std::byte>::difference_type;

constexpr std::array<std::size_t, 3> kBlocks = {4, 64, 512};
constexpr std::size_t kCasesOfByte = 9;  // each bit flipped, and the file cut before it

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

DamageCases::DamageCases(std::size_t bytes) : bytes_(bytes), size_(bytes * kCasesOfByte) {
  for (const std::size_t block : kBlocks) size_ += CasesOfBlocks(block);
}

std::size_t DamageCases::CasesOfBlocks(std::size_t block) const {
  const std::size_t blocks = bytes_ / block;
  return blocks == 0 ? 0 : 3 * blocks - 1;  // the last one has no other to be swapped with
}

DamageCase DamageCases::operator[](std::size_t i) const {
  if (i < bytes_ * kCasesOfByte) {
    const std::size_t byte = i / kCasesOfByte;
    const int bit = static_cast<int>(i % kCasesOfByte);
    if (bit == 8) return {.kind = DamageKind::kCut, .begin = byte};
    return {.kind = DamageKind::kFlip, .begin = byte, .bit = bit};
  }
  i -= bytes_ * kCasesOfByte;
  for (const std::size_t block : kBlocks) {
    if (i < CasesOfBlocks(block)) {
      constexpr std::array kKinds = {DamageKind::kZero, DamageKind::kDouble, DamageKind::kSwap};
      return {.kind = kKinds[i % 3], .begin = i / 3 * block, .block = block};
    }
    i -= CasesOfBlocks(block);
  }
  throw std::out_of_range("no such case");
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
