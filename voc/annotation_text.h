// Reads the annotation file of one image.
#ifndef IMREC_VOC_ANNOTATION_TEXT_H_
#define IMREC_VOC_ANNOTATION_TEXT_H_

#include <optional>
#include <string>

#include <imrec/error.h>
#include <imrec/voc_problem.h>

namespace imrec {

/// Returns the contents of a file without a byte order mark. If it cannot be read, is not a regular
/// file, or has more than `most` bytes, reports that and returns nullopt.
std::optional<std::string> ReadAnnotationText(const std::string& file, VocProblems& problems,
                                              std::uintmax_t most = std::uintmax_t{64} << 20);

/// Reports that an annotation cannot be used.
void ReportUnreadable(const std::string& file, const Error& error, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_ANNOTATION_TEXT_H_
