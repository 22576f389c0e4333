// Decides whether the numbers of a CSV file are shares or pixels.
#ifndef IMREC_VOC_CSV_CSV_UNIT_H_
#define IMREC_VOC_CSV_CSV_UNIT_H_

#include <cstdint>
#include <span>

#include "voc/annotation.h"

namespace imrec {

/// Looks at all boxes of a file. Not thread-safe.
class CsvUnitVote {
 public:
  /// Adds the numbers of a box, which is in this line. Boxes of zeros and ones say nothing.
  void Add(std::span<const double> box, std::uint64_t line);

  /// Returns shares if no number is above 1, with the tolerance of IsShare(), otherwise pixels.
  /// Throws Error(kInvalidArgument) with the line of the first box in pixels if most boxes look
  /// like shares: then either that box is wrong or the others are very small.
  BoxUnit Decide() const;

 private:
  std::uint64_t shares_ = 0;
  std::uint64_t pixels_ = 0;
  std::uint64_t first_in_pixels_ = 0;  // line
};

}  // namespace imrec

#endif  // IMREC_VOC_CSV_CSV_UNIT_H_
