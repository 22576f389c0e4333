// Groups list lines with invalid labels by what is wrong.
#ifndef IMREC_IM2REC_TOOL_REPORT_BAD_LABEL_KINDS_H_
#define IMREC_IM2REC_TOOL_REPORT_BAD_LABEL_KINDS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <imrec/pack_list.h>

namespace imrec::tool {

/// Lines whose reasons differ only in numbers: which object is invalid, and its corners.
struct BadLabelKind {
  static constexpr std::size_t kKept = 5;

  std::string reason;  // without the object and its corners: "its box is inverted"
  std::uint64_t count = 0;
  std::vector<BadLabel> first = {};  // at most kKept, in the order of the list
};

/// Memory does not depend on the number of lines.
class BadLabelKinds {
 public:
  void Add(const BadLabel& label);

  /// Returns the kinds, the most frequent first.
  std::vector<BadLabelKind> Sorted() const;

 private:
  std::vector<BadLabelKind> kinds_;
  std::map<std::string, std::size_t> known_;
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_REPORT_BAD_LABEL_KINDS_H_
