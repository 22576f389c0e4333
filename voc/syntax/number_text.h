// Parses numbers in annotation files.
#ifndef IMREC_VOC_SYNTAX_NUMBER_TEXT_H_
#define IMREC_VOC_SYNTAX_NUMBER_TEXT_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace imrec {

/// Returns the value if the whole text is a finite number, which may start with '+'.
std::optional<double> ParseNumber(std::string_view text);

/// Returns the value if the whole text is a whole number in 0..`highest`. It may have a fraction of
/// zero, such as 3.0, because some tools write all numbers as floats.
std::optional<std::uint32_t> ParseWholeNumber(std::string_view text, std::uint32_t highest);

}  // namespace imrec

#endif  // IMREC_VOC_SYNTAX_NUMBER_TEXT_H_
