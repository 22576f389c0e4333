// Detection labels in the layout of MXNet's ImageDetRecordIter: a flat row of floats
//   A, B, A-2 extra header values, then B values per object: class, xmin, ymin, xmax, ymax, extra.
// A is the header width (including A and B themselves), B the object width. Corners are normalised
// by the image's width and height to 0..1; classes are numbered from 0.
#ifndef IMREC_DETECTION_LABEL_H_
#define IMREC_DETECTION_LABEL_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <imrec/export.h>

namespace imrec {

/// A view of a detection label. Does not own the floats, which must outlive it and all spans that
/// it returns. Only the widths are checked, not the values of objects (see DetectionLabelProblem()
/// in label_layout.h).
class IMREC_EXPORT DetectionLabelView {
 public:
  static constexpr std::size_t kMinHeaderWidth = 2;
  static constexpr std::size_t kMinObjectWidth = 5;
  static constexpr std::size_t kMaxWidth = 4096;  // of header and object, to detect other data

  /// Throws Error(kCorruptData) with the text of Problem() unless 2 <= A <= 4096, 5 <= B <= 4096,
  /// both are whole numbers, and the remaining values divide into objects.
  explicit DetectionLabelView(std::span<const float> values);

  /// Returns why `values` is not a detection label, or an empty string if it is one.
  static std::string Problem(std::span<const float> values);

  std::size_t header_width() const { return header_width_; }
  std::size_t object_width() const { return object_width_; }
  /// The header values after A and B.
  std::span<const float> header_extra() const { return values_.subspan(2, header_width_ - 2); }
  /// The number of objects, including placeholders of images without objects.
  std::size_t object_count() const { return (values_.size() - header_width_) / object_width_; }
  /// The values of object `i` < object_count(): class, xmin, ymin, xmax, ymax, extra.
  std::span<const float> object(std::size_t i) const {
    return values_.subspan(header_width_ + i * object_width_, object_width_);
  }

 private:
  std::span<const float> values_;
  std::size_t header_width_ = 0;
  std::size_t object_width_ = 0;
};

/// Returns true if MXNet drops the object when it loads the label: its width or height is not
/// positive (a degenerate box, or the placeholder of an image without objects), or a coordinate is
/// NaN. `object` needs at least 5 values.
IMREC_EXPORT bool IsEmptyObject(std::span<const float> object);

/// Replaces `row` by the header of a label: A, B, extra header values. The caller appends the
/// objects, `object_width` values each.
IMREC_EXPORT void StartDetectionLabel(std::size_t object_width, std::span<const float> header_extra,
                                      std::vector<float>& row);

/// Appends the object `-1 0 0 0 0 ...` that marks an image without objects. MXNet's reader requires
/// at least one object per label and drops this one.
IMREC_EXPORT void AppendNegativePlaceholder(std::size_t object_width, std::vector<float>& row);

}  // namespace imrec

#endif  // IMREC_DETECTION_LABEL_H_
