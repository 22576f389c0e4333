// What the labels of a data set have in common, and whether one label is sound.
#ifndef IMREC_LABEL_LAYOUT_H_
#define IMREC_LABEL_LAYOUT_H_

#include <cstdint>
#include <span>
#include <string>

namespace imrec {

enum class LabelKind {
  kUnknown,         // most records are no image records, or there is none
  kClassification,  // values without structure: a class, several, or a weight for each
  kDetection,       // rows of objects, see detection_label.h
  kIdentity,        // face recognition: a class, and records without an image, see identity_set.h
};

/// "unknown", "classification", "detection", "identity".
std::string LabelKindName(LabelKind kind);

/// What the sound labels of a data set have in common. Its kind is that of most of its records.
struct LabelLayout {
  LabelKind kind = LabelKind::kUnknown;
  std::uint64_t width_min = 0;  // values per record
  std::uint64_t width_max = 0;
  std::uint64_t header_width = 0;  // detection: A, if the same in all records; otherwise 0
  std::uint64_t object_width = 0;  // detection: B, likewise

  friend bool operator==(const LabelLayout&, const LabelLayout&) = default;
};

/// Class ids are below this: larger whole numbers cannot be told apart in a float.
inline constexpr float kMaxClassId = 16777216;

/// Corners this far outside 0..1, as a share of the side, come from rounding and from tools that
/// count pixels differently. They are clipped, not reported.
inline constexpr float kCornerTolerance = 0.01F;

/// Why `values` is no sound detection label, or an empty string if it is one: its header and object
/// widths; all values finite; each class a whole number >= 0, or -1 for the placeholder of an image
/// without objects; corners in order and within 0..1 (kCornerTolerance). Boxes without an area are
/// no problem: readers drop them. Boxes in pixels are recognised and named as such.
std::string DetectionLabelProblem(std::span<const float> values);

/// True if `values` is a detection label some of whose boxes look like pixels instead of shares.
bool HasPixelBoxes(std::span<const float> values);

/// Why `values` is no sound label of a classification set whose sound labels are `layout`, or an
/// empty string: all values finite, and no detection label where the others are none.
std::string ClassificationLabelProblem(std::span<const float> values, const LabelLayout& layout);

/// Why `values` is no sound label of an identity set: its first value is a class.
std::string IdentityLabelProblem(std::span<const float> values);

/// One of the three above, by the kind of `layout`; for kUnknown, whether all values are finite.
/// Every part of imrec judges labels by this function.
std::string LabelProblem(std::span<const float> values, const LabelLayout& layout);

/// True for a class id: a whole number in 0..kMaxClassId.
bool IsClassId(float value);

}  // namespace imrec

#endif  // IMREC_LABEL_LAYOUT_H_
