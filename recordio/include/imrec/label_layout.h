// The layout that the labels of a data set share, and checks of single labels against it.
#ifndef IMREC_LABEL_LAYOUT_H_
#define IMREC_LABEL_LAYOUT_H_

#include <cstdint>
#include <span>
#include <string>

#include <imrec/export.h>

namespace imrec {

enum class LabelKind {
  kUnknown,         // there are no records, or most are not image records
  kClassification,  // values without further structure: one class, several, or one value per class
  kDetection,       // a header and objects, see detection_label.h
  kIdentity,        // face recognition: one class per image, see identity_set.h
};

/// Returns "unknown", "classification", "detection" or "identity".
IMREC_EXPORT std::string LabelKindName(LabelKind kind);

/// The layout of the valid labels of a data set. Its kind is the most frequent one.
struct LabelLayout {
  LabelKind kind = LabelKind::kUnknown;
  std::uint64_t width_min = 0;     // fewest values per label
  std::uint64_t width_max = 0;     // most values per label
  std::uint64_t header_width = 0;  // detection: A if it is the same in all labels, otherwise 0
  std::uint64_t object_width = 0;  // detection: B if it is the same in all labels, otherwise 0

  friend bool operator==(const LabelLayout&, const LabelLayout&) = default;
};

/// Class ids are less than this (2^24): a float cannot represent all larger whole numbers.
inline constexpr float kClassIdEnd = 16777216;

/// Corners may lie outside 0..1 by this fraction of the image side, because of rounding and tools
/// that count pixels from 1. They are clipped and not reported as a problem.
inline constexpr float kCornerTolerance = 0.01F;

// Each of the ...Problem() functions returns why its argument is not valid, in one line for the
// user, or an empty string if it is valid.

/// Checks a detection label: the widths (see DetectionLabelView); all values are finite; each class
/// is a class id, or -1 in the placeholder of an image without objects; corners are in order and
/// within 0..1 (see kCornerTolerance). Boxes without an area are valid; readers drop them. The
/// message says if the corners appear to be pixels.
IMREC_EXPORT std::string DetectionLabelProblem(std::span<const float> values);

/// Checks one object of a detection label, as DetectionLabelView::object() returns it.
IMREC_EXPORT std::string DetectionObjectProblem(std::span<const float> object);

/// Returns true if `values` is a detection label with finite values in which the corners of at
/// least one box appear to be pixels instead of fractions.
IMREC_EXPORT bool HasPixelBoxes(std::span<const float> values);

/// Checks a label of a classification set with the given layout: all values are finite, and it is
/// not a detection label with a width outside that of the layout.
IMREC_EXPORT std::string ClassificationLabelProblem(std::span<const float> values,
                                                    const LabelLayout& layout);

/// Checks a label of an identity set: all values are finite, and the first is a class id.
IMREC_EXPORT std::string IdentityLabelProblem(std::span<const float> values);

/// Calls the check for the kind of `layout`. For kUnknown, checks that all values are finite. All
/// parts of imrec use this function to decide whether a label is valid.
IMREC_EXPORT std::string LabelProblem(std::span<const float> values, const LabelLayout& layout);

/// Returns true if `value` is a class id: a whole number with 0 <= value < kClassIdEnd.
IMREC_EXPORT bool IsClassId(float value);

}  // namespace imrec

#endif  // IMREC_LABEL_LAYOUT_H_
