// Tables of characters.
#ifndef IMREC_IMAGE_TEXT_CHARACTER_RANGE_H_
#define IMREC_IMAGE_TEXT_CHARACTER_RANGE_H_

#include <algorithm>
#include <span>

namespace imrec {

/// The characters from `first` to `last`, both included.
struct CharacterRange {
  char32_t first = 0;
  char32_t last = 0;
};

/// Returns whether one of the ranges, which are in ascending order, contains `character`.
inline bool Contains(std::span<const CharacterRange> ranges, char32_t character) {
  const auto at = std::ranges::lower_bound(ranges, character, {}, &CharacterRange::last);
  return at != ranges.end() && at->first <= character;
}

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_CHARACTER_RANGE_H_
