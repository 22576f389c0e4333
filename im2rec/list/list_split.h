// Splits a list into chunks, and chunks into training, validation and test parts.
#ifndef IMREC_IM2REC_LIST_LIST_SPLIT_H_
#define IMREC_IM2REC_LIST_LIST_SPLIT_H_

#include <cstddef>
#include <string>
#include <vector>

#include <imrec/list_images.h>

namespace imrec {

/// Items [begin, end) of the whole list, and the suffix of the name of their file.
struct ListPart {
  std::string suffix;  // after the prefix: "", "_train", "_2_val"
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const ListPart&, const ListPart&) = default;
};

/// Throws Error(kInvalidArgument) unless the ratios are in 0..1, their sum is at most 1, and there
/// is at least one chunk.
void CheckSplitOptions(const SplitOptions& options);

/// Splits `count` items as im2rec.py does; within a chunk, the order is test, training, validation.
/// Unlike im2rec.py, each item is in exactly one part: if the ratios sum to 1, the items that
/// remain because of rounding go to training.
std::vector<ListPart> SplitList(std::size_t count, const SplitOptions& options);

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_LIST_SPLIT_H_
