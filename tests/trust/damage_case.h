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

inline constexpr std::size_t kDamageKinds = 5;

/// "flip", "cut", "swap", "zero" or "double".
const char* DamageName(DamageKind kind);

struct DamageCase {
  DamageKind kind = DamageKind::kFlip;
  std::size_t begin = 0;
  std::size_t block = 0;  // bytes of a block
  int bit = 0;
};

/// All cases for a file: each bit and each length, byte after byte, then blocks of 4, 64 and 512
/// bytes at their multiples.
class DamageCases {
 public:
  explicit DamageCases(std::size_t bytes);

  std::size_t size() const { return size_; }
  /// Throws std::out_of_range if there is no case `i`.
  DamageCase operator[](std::size_t i) const;

 private:
  std::size_t CasesOfBlocks(std::size_t block) const;

  std::size_t bytes_;
  std::size_t size_;
};

std::vector<std::byte> Damaged(const std::vector<std::byte>& contents, const DamageCase& damage);

/// For messages: "flip of bit 3 of byte 17".
std::string Describe(const DamageCase& damage);

}  // namespace imrec::test

#endif  // IMREC_TESTS_TRUST_DAMAGE_CASE_H_
