#include "voc/annotation_text.h"

#include <cstdint>
#include <filesystem>
#include <system_error>

#include "recordio/internal/read_file.h"

namespace imrec {

std::optional<std::string> ReadAnnotationText(const std::string& file, VocProblems& problems,
                                              std::uintmax_t most) {
  try {
    // Opening a pipe would block until its other end is opened.
    std::error_code unreadable;
    if (!std::filesystem::is_regular_file(file, unreadable)) {
      throw Error(ErrorCode::kIo, "not a regular file");
    }
    if (std::filesystem::file_size(file, unreadable) > most) {
      throw Error(ErrorCode::kLimitExceeded,
                  "larger than any annotation (" + std::to_string(most >> 20U) + " MiB)");
    }
    return ReadTextFile(file);
  } catch (const Error& error) {
    ReportUnreadable(file, error, problems);
    return std::nullopt;
  }
}

void ReportUnreadable(const std::string& file, const Error& error, VocProblems& problems) {
  problems.Add({.kind = VocProblemKind::kUnreadableAnnotation,
                .file = file,
                .line = error.where().line.value_or(0),
                .reason = error.reason() + "; left out"});
}

}  // namespace imrec
