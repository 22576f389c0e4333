// What the values of classification labels mean.
#ifndef IMREC_READER_TOOL_LABEL_MEANING_H_
#define IMREC_READER_TOOL_LABEL_MEANING_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace imrec::tool {

enum class LabelMeaning {
  kClasses,  // each value is a class; if there are several, values below 0 are padding
  kWeights,  // value i is the weight of class i, 0..1: soft labels, or 0 and 1 (multi-hot)
  kValues,   // other numbers, such as the targets of a regression
};

/// Examines labels one by one. The meaning is that of most labels.
class MeaningSurvey {
 public:
  /// Ignores values that are not finite.
  void Add(std::span<const float> labels);
  LabelMeaning Get() const;

 private:
  struct Count {
    std::uint64_t all = 0;
    std::uint64_t shares = 0;  // labels with all values in 0..1
  };

  std::uint64_t whole_ = 0;              // labels with only whole values, at least -1
  std::map<std::size_t, Count> widths_;  // by the number of values
};

/// Sets `classes` to the class numbers of a classification label, each once and in order. If the
/// values are weights, these are the classes with a weight of one half or more, and that with the
/// largest. The class of a label of one value is that value, even if it is not a class number.
void ShownClasses(std::span<const float> labels, LabelMeaning meaning, std::vector<float>& classes);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_LABEL_MEANING_H_
