// Finds the label layout of a data set from its records.
#ifndef IMREC_RECORDIO_INTERNAL_LABEL_LAYOUT_DETECTOR_H_
#define IMREC_RECORDIO_INTERNAL_LABEL_LAYOUT_DETECTOR_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include <imrec/label_layout.h>

namespace imrec {

/// What a LabelLayoutDetector knows about the records that it was given.
struct LabelFacts {
  /// The widths of the labels of one kind. All values are 0 if there are no records.
  struct Widths {
    std::uint64_t records = 0;
    std::uint64_t min = 0;
    std::uint64_t max = 0;
    std::uint64_t header = 0;  // as in LabelLayout
    std::uint64_t object = 0;

    friend bool operator==(const Widths&, const Widths&) = default;
  };

  Widths plain;              // labels without the structure of a detection label
  Widths detections;         // labels with the structure of a detection label
  Widths sound;              // those of `detections` that are valid
  std::uint64_t others = 0;  // records that are not image records
  // Records with a key range, as in identity sets (see ParseKeyRange()), and end - begin of each.
  std::uint64_t ranges = 0;
  std::set<double> range_lengths = {};

  friend bool operator==(const LabelFacts&, const LabelFacts&) = default;
};

/// Takes the records one by one, in any order. The kind of the data set is that of the majority of
/// the records; the widths are those of the valid labels of that kind. Memory use is bounded,
/// whatever the number of records. Not thread-safe.
class LabelLayoutDetector {
 public:
  /// Adds a record, which need not be an image record.
  void AddPayload(std::span<const std::byte> payload);

  /// Adds the labels of an image record.
  void Add(std::span<const float> labels);

  /// Adds the records that another detector was given.
  void Add(const LabelFacts& facts);

  /// Returns the layout of the records added so far.
  LabelLayout Layout() const;
  const LabelFacts& facts() const { return facts_; }

 private:
  bool HasIdentities() const;

  LabelFacts facts_;
  std::vector<float> labels_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_LABEL_LAYOUT_DETECTOR_H_
