// Detection labels as MXNet stores them: a flat row of floats
//   A, B, A-2 extra header values, then B values per object: class, xmin, ymin, xmax, ymax, extra.
// A = header width (counts A and B), B = object width; corners are normalised to 0..1.
#ifndef IMREC_DETECTION_LABEL_H_
#define IMREC_DETECTION_LABEL_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace imrec {

/// A view of a detection label; valid as long as the floats it was parsed from.
class DetectionLabelView {
 public:
  static constexpr std::size_t kMinHeaderWidth = 2;
  static constexpr std::size_t kMinObjectWidth = 5;
  static constexpr std::size_t kMaxWidth = 4096;  // of header and objects; no label needs as much

  /// Throws Error(kCorruptData) unless A >= 2, B >= 5 and the rest divides into objects.
  explicit DetectionLabelView(std::span<const float> values);

  /// Why `values` is no detection label, or an empty string if it is one.
  static std::string Problem(std::span<const float> values);

  std::size_t header_width() const { return header_width_; }
  std::size_t object_width() const { return object_width_; }
  std::span<const float> header_extra() const { return values_.subspan(2, header_width_ - 2); }
  /// Objects in the row, placeholders of negative images included.
  std::size_t object_count() const { return (values_.size() - header_width_) / object_width_; }
  /// The object's values: class, xmin, ymin, xmax, ymax, extra.
  std::span<const float> object(std::size_t i) const {
    return values_.subspan(header_width_ + i * object_width_, object_width_);
  }

 private:
  std::span<const float> values_;
  std::size_t header_width_ = 0;
  std::size_t object_width_ = 0;
};

/// True for an object that MXNet drops on load: no positive width and height (a placeholder of an
/// image without objects, or a degenerate box), or a coordinate that is not a number.
bool IsEmptyObject(std::span<const float> object);

/// Starts a label row in `row`: A, B, extra header values. Objects are then appended in order.
void StartDetectionLabel(std::size_t object_width, std::span<const float> header_extra,
                         std::vector<float>& row);

/// Appends the placeholder `-1 0 0 0 0 ..` that marks an image without objects: MXNet's reader
/// needs at least one object in a row and drops this one.
void AppendNegativePlaceholder(std::size_t object_width, std::vector<float>& row);

}  // namespace imrec

#endif  // IMREC_DETECTION_LABEL_H_
