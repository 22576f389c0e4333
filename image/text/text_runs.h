// Runs of a text that are shaped as one: of one direction, script and font.
#ifndef IMREC_IMAGE_TEXT_TEXT_RUNS_H_
#define IMREC_IMAGE_TEXT_TEXT_RUNS_H_

#include <hb.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "image/text/font_stack.h"

namespace imrec {

struct TextRun {
  std::size_t begin = 0;  // in the text
  std::size_t end = 0;
  int level = 0;  // of embedding; odd: from right to left
  hb_script_t script = HB_SCRIPT_COMMON;
  std::size_t font = 0;

  bool right_to_left() const { return level % 2 != 0; }
};

/// Divides `text` into runs, in the order of the text. Characters without a font get that of
/// main(), which must exist. Combining marks, joiners and selectors have the run of the character
/// before them.
std::vector<TextRun> SplitIntoRuns(std::u32string_view text, FontStack& fonts);

/// Sorts runs of a line as they follow each other from left to right.
void SortFromLeftToRight(std::vector<TextRun>& runs);

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_TEXT_RUNS_H_
