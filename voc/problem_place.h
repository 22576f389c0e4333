// The image and box of a problem that is reported before its image is found.
#ifndef IMREC_VOC_PROBLEM_PLACE_H_
#define IMREC_VOC_PROBLEM_PLACE_H_

#include <cstddef>
#include <optional>

#include "voc/annotation.h"

namespace imrec {

/// The image and the box of a stored problem. `Image` identifies an image of the annotation file,
/// whose path and size are not known yet; see SampleChecker::Locate().
template <typename Image>
struct ProblemPlace {
  std::size_t problem;  // its position in VocProblems::kept()
  Image image;
  std::optional<VocBox> box;  // as in the file, if it is known
};

}  // namespace imrec

#endif  // IMREC_VOC_PROBLEM_PLACE_H_
