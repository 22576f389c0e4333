// Converts labels to class ids and to text.
#ifndef IMREC_READER_TOOL_CLASS_ID_H_
#define IMREC_READER_TOOL_CLASS_ID_H_

#include <cstdint>
#include <optional>
#include <string>

namespace imrec::tool {

/// Returns `label` as a class if it is a class id (IsClassId). Returns nothing for other values:
/// negative, with a fraction, too large, infinite, or not a number.
std::optional<std::uint32_t> ClassIdOf(float label);

/// Returns the shortest decimal that parses to the same float: "7", "2.5", "1e+30". Returns "nan"
/// for all values that are not a number.
std::string LabelText(float label);

/// Orders labels as keys of maps and sets: by value. All values that are not a number are equal,
/// and last.
struct LabelLess {
  bool operator()(float a, float b) const;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_CLASS_ID_H_
