// Cutting a list into chunks, and chunks into training, validation and test parts.
#ifndef IMREC_IM2REC_LIST_SPLIT_H_
#define IMREC_IM2REC_LIST_SPLIT_H_

#include <cstddef>
#include <string>
#include <vector>

#include <imrec/list_images.h>

namespace imrec {

/// Items [begin, end) of the whole list, and what their file is called.
struct ListPart {
  std::string suffix;  // after the prefix: "", "_train", "_2_val"
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const ListPart&, const ListPart&) = default;
};

/// Throws Error(kInvalidArgument) unless ratios are within 0..1 with a sum of at most 1, and there
/// is at least one chunk.
void CheckSplitOptions(const SplitOptions& options);

/// Cuts `count` items as im2rec.py does, in the order test, training, validation within a chunk.
/// Where it would lose the items that rounding leaves over (ratios that sum to 1), training gets
/// them, so that every item is in exactly one part.
std::vector<ListPart> SplitList(std::size_t count, const SplitOptions& options);

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_SPLIT_H_
