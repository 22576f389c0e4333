// Finding out what the labels of many records have in common.
#ifndef IMREC_LABEL_SURVEY_H_
#define IMREC_LABEL_SURVEY_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include <imrec/label_layout.h>

namespace imrec {

/// Sees one record after the other, in any order. The kind of the set is that of most records;
/// widths are those of the sound labels of that kind. Memory does not grow with the number of
/// records.
class LabelSurvey {
 public:
  /// Adds a record by its payload, which need not be an image record.
  void AddPayload(std::span<const std::byte> payload);

  /// Adds the labels of an image record.
  void Add(std::span<const float> labels);

  LabelLayout Layout() const;

 private:
  // Widths of the labels of one kind.
  struct Widths {
    std::uint64_t records = 0;
    std::uint64_t min = 0;
    std::uint64_t max = 0;
    std::uint64_t header = 0;  // as in LabelLayout
    std::uint64_t object = 0;

    void Add(std::uint64_t width);
    void AddDetection(std::span<const float> labels);
    LabelLayout Layout(LabelKind kind) const;
  };

  bool HasIdentities() const;

  Widths plain_;              // without the structure of a detection label
  Widths detections_;         // with it
  Widths sound_;              // of these, the sound ones
  std::uint64_t others_ = 0;  // no image records
  // Records without an image and with two labels, as identity sets have them: see identity_set.h.
  std::uint64_t ranges_ = 0;
  std::set<double> range_lengths_;
  std::vector<float> labels_;
};

}  // namespace imrec

#endif  // IMREC_LABEL_SURVEY_H_
