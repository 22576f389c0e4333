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
  kClasses,  // each value is a class; of several, those below 0 are padding
  kWeights,  // value i is the weight of class i, 0..1: soft labels, or 0 and 1 (multi-hot)
  kValues,   // other numbers, such as the targets of a regression
};

/// Sees one label after the other; what most of them look like decides.
class MeaningSurvey {
 public:
  /// Values that are not finite are passed over.
  void Add(std::span<const float> labels);
  LabelMeaning Get() const;

 private:
  struct Count {
    std::uint64_t all = 0;
    std::uint64_t shares = 0;  // with all values in 0..1
  };

  std::uint64_t whole_ = 0;              // with whole values alone, from -1 on
  std::map<std::size_t, Count> widths_;  // by the number of values
};

/// The classes that a classification label shows, each once and in order, named by their numbers.
/// Of weights, those of one half or more, and the largest. The class of a single label is its
/// value, whatever it is. Replaces `classes`.
void ShownClasses(std::span<const float> labels, LabelMeaning meaning, std::vector<float>& classes);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_LABEL_MEANING_H_
