#include <array>

#include <imrec/voc_problem.h>

namespace imrec {

std::string_view VocProblemName(VocProblemKind kind) {
  static constexpr std::array<std::string_view, kVocProblemKinds> kNames = {
      "missing_annotation", "unreadable_annotation",
      "missing_image",      "unreadable_image",
      "unlistable_path",    "missing_box",
      "missing_class",      "unknown_image",
      "unknown_class",      "inverted_box",
      "empty_box",          "outside_box",
      "partly_outside_box", "duplicate_object",
      "several_boxes",      "size_mismatch",
      "bad_field",          "encoding"};
  return kNames.at(static_cast<std::size_t>(kind));
}

bool LeavesOutImage(VocProblemKind kind) { return kind <= VocProblemKind::kUnlistablePath; }

bool LeavesOutObject(VocProblemKind kind) {
  return !LeavesOutImage(kind) && kind < VocProblemKind::kPartlyOutsideBox;
}

std::string Describe(const VocProblem& problem) {
  std::string text = problem.file;
  if (problem.line > 0) text += ':' + std::to_string(problem.line);
  if (problem.object > 0) {
    text += ": object " + std::to_string(problem.object);
    if (!problem.name.empty()) text += " (" + problem.name + ')';
  }
  return text + ": " + problem.reason;
}

}  // namespace imrec
