// All ways in which the corruption sweep damages a file.
#ifndef IMREC_TESTS_TRUST_DAMAGE_CASE_H_
#define IMREC_TESTS_TRUST_DAMAGE_CASE_H_

#include <cstddef>
#include <string>
#include <vector>

namespace imrec::test {

enum class DamageKind {
  kFlip,   // bit `bit` of byte `begin` is inverted
  kCut,    // the file ends before byte `begin`
  kSwap,   // the block at `begin` and the one after it change places
  kZero,   // the block at `begin` is zeros
  kDouble  // the block at `begin` is there twice
};

/// "flip", "cut", "swap", "zero" or "double".
const char* DamageName(DamageKind kind);

struct DamageCase {
  DamageKind kind = DamageKind::kFlip;
  std::size_t begin = 0;
  std::size_t block = 0;  // bytes of a block
  int bit = 0;
};

/// Returns all cases for a file of `size` bytes: each bit, each length, and blocks of 4, 64 and 512
/// bytes at their multiples.
std::vector<DamageCase> AllDamage(std::size_t size);

std::vector<std::byte> Damaged(const std::vector<std::byte>& contents, const DamageCase& damage);

/// For messages: "flip of bit 3 of byte 17".
std::string Describe(const DamageCase& damage);

}  // namespace imrec::test

#endif  // IMREC_TESTS_TRUST_DAMAGE_CASE_H_
