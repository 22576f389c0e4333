// The class that a label names.
#ifndef IMREC_READER_TOOL_CLASS_ID_H_
#define IMREC_READER_TOOL_CLASS_ID_H_

#include <cstdint>
#include <optional>
#include <string>

namespace imrec::tool {

/// The class that `label` names, if it is a class id (IsClassId); nothing for any other value:
/// negative, with a fraction, too large, infinite, or not a number.
std::optional<std::uint32_t> ClassIdOf(float label);

/// The shortest decimal that reads back to the same float: "7", "2.5", "1e+30"; "nan" for every
/// value that is not a number.
std::string LabelText(float label);

/// Orders labels as keys of maps and sets: by value, all that are not numbers last, as one.
struct LabelLess {
  bool operator()(float a, float b) const;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_CLASS_ID_H_
