#include <array>
#include <utility>

#include <imrec/voc_problem.h>

#include "recordio/internal/printable_text.h"

namespace imrec {
namespace {

// Returns up to `bytes` bytes of the text, without splitting a UTF-8 character.
std::string_view Start(std::string_view text, std::size_t bytes) {
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

void CutOff(std::string& text) {
  constexpr std::size_t kLongest = 600;
  if (text.size() > kLongest) text = std::string(Start(text, kLongest)) + "...";
}

}  // namespace

std::string_view VocProblemName(VocProblemKind kind) {
  static constexpr std::array<std::string_view, kVocProblemKinds> kNames = {
      "missing_annotation", "unreadable_annotation", "repeated_name",     "missing_image",
      "ambiguous_image",    "shared_image",          "unreadable_image",  "unlistable_path",
      "bad_image",          "missing_box",           "missing_class",     "bad_class",
      "bad_category",       "unknown_image",         "unknown_class",     "inverted_box",
      "empty_box",          "outside_box",           "shape_without_box", "partly_outside_box",
      "bad_field",          "size_mismatch",         "substituted_image", "duplicate_object",
      "several_boxes",      "repeated_id",           "repeated_class",    "encoding",
      "substituted_folder", "two_label_folders",     "pixels_from_one",   "size_as_stored",
      "distant_folder"};
  static_assert(static_cast<std::size_t>(VocProblemKind::kDistantFolder) + 1 == kVocProblemKinds);
  return kNames.at(static_cast<std::size_t>(kind));
}

bool LeavesOutImage(VocProblemKind kind) { return kind <= VocProblemKind::kBadImage; }

bool LeavesOutObject(VocProblemKind kind) {
  return !LeavesOutImage(kind) && kind < VocProblemKind::kPartlyOutsideBox;
}

bool IsFault(VocProblemKind kind) {
  return kind <= VocProblemKind::kSizeMismatch && kind != VocProblemKind::kPartlyOutsideBox;
}

std::string_view VocItemName(VocItem item) {
  static constexpr std::array<std::string_view, 5> kNames = {"", "object", "annotation", "image",
                                                             "category"};
  return kNames.at(static_cast<std::size_t>(item));
}

std::string Describe(const VocProblem& problem) {
  std::string text = problem.file;
  if (problem.line > 0) text += ':' + std::to_string(problem.line);
  if (problem.item != VocItem::kNone) {
    text += ": " + std::string(VocItemName(problem.item)) + ' ' + problem.id;
    if (!problem.name.empty()) text += " (" + problem.name + ')';
  }
  return PrintableText(text + ": " + problem.reason);
}

std::string Quoted(std::string_view text) {
  constexpr std::size_t kLongest = 80;
  if (text.size() <= kLongest) return '\'' + std::string(text) + '\'';
  return '\'' + std::string(Start(text, kLongest)) + "'...";
}

std::optional<std::size_t> VocProblems::Add(VocProblem problem) {
  AddUnnamed(problem.kind, 1);
  if (!Keep(std::move(problem))) return std::nullopt;
  return kept_.size() - 1;
}

void VocProblems::AddUnnamed(VocProblemKind kind, std::uint64_t count) {
  Of(kind).found += count;
  total_ += count;
}

void VocProblems::Append(VocProblems later) {
  for (VocProblem& problem : later.kept_) Keep(std::move(problem));
  for (std::size_t kind = 0; kind < kVocProblemKinds; ++kind) {
    AddUnnamed(static_cast<VocProblemKind>(kind), later.counts_[kind].found);
  }
}

void VocProblems::SetImage(const std::string& image) {
  for (VocProblem& problem : kept_) {
    if (problem.image.empty()) problem.image = image;
  }
}

void VocProblems::Locate(std::size_t position, std::string image,
                         const std::optional<std::array<double, 4>>& box) {
  VocProblem& problem = kept_.at(position);
  problem.image = std::move(image);
  problem.box = box;
}

// Returns false if the problem is not stored.
bool VocProblems::Keep(VocProblem problem) {
  Count& count = Of(problem.kind);
  if (kept_.size() >= kKept && count.kept >= kKeptPerKind) return false;
  ++count.kept;
  CutOff(problem.id);
  CutOff(problem.name);
  CutOff(problem.reason);
  kept_.push_back(std::move(problem));
  return true;
}

}  // namespace imrec
