#include "voc/pascal/dataset.h"

#include <algorithm>
#include <system_error>

#include <imrec/error.h>

#include "recordio/internal/path_status.h"
#include "recordio/internal/read_file.h"
#include "voc/pascal/annotation_files.h"
#include "voc/pascal/set_file.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

fs::path FolderOr(const fs::path& given, const fs::path& usual, const fs::path& root) {
  if (given.empty()) return IsFolder(usual) ? usual : root;
  if (IsFolder(given)) return given;
  // The folder may be relative to the root or to the working directory.
  if (!root.empty() && IsFolder(root / given)) return root / given;
  throw Error(ErrorCode::kNotFound, "no such folder", {.file = given.string()});
}

// "test, train, val": the sets that there are.
// Returns what the user can select instead of a missing set, for messages.
std::string SetsThatExist(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  if (!joined.empty()) return "there are: " + joined;
  return "there are no sets; without a set (or with trainval) all annotations are taken, which "
         "--train-ratio splits into training and validation";
}

std::vector<VocSample> AllAnnotations(const VocRoot& root, std::size_t root_number) {
  std::vector<VocSample> samples;
  AnnotationFiles files(root.annotations);
  for (const AnnotationFiles::File& file : files.all()) {
    samples.push_back(
        {.annotation = root.annotations / file.path, .stem = file.stem, .root = root_number});
  }
  return samples;
}

}  // namespace

VocRoot ResolveVocRoot(const VocRoot& root) {
  if (root.root.empty() && (root.annotations.empty() || root.images.empty())) {
    throw Error(ErrorCode::kInvalidArgument,
                "without a root the folders of annotations and images must be given");
  }
  if (!root.root.empty() && !IsFolder(root.root)) {
    throw Error(ErrorCode::kNotFound, "no such folder", {.file = root.root.string()});
  }
  return {.root = root.root,
          .annotations = FolderOr(root.annotations, root.root / "Annotations", root.root),
          .images = FolderOr(root.images, root.root / "JPEGImages", root.root)};
}

std::string VocSetPath(const VocRoot& root, const VocSet& set) {
  return set.lines ? set.name : (VocSetsFolder(root) / (set.name + ".txt")).string();
}

void CheckVocSet(const VocRoot& root, const VocSet& set) {
  if (set.lines || TakesAllAnnotations(root, set)) return;
  if (root.root.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "the set '" + set.name + "' needs a root to lie in");
  }
  const std::string path = VocSetPath(root, set);
  if (IsRegularFile(path)) return;
  throw Error(ErrorCode::kNotFound, "no such set; " + SetsThatExist(VocSetsFolder(root)),
              {.file = path});
}

std::vector<VocSample> FindVocSamples(const VocRoot& root, std::size_t root_number,
                                      const VocSet& set, VocProblems& problems) {
  CheckVocSet(root, set);
  std::vector<VocSample> samples;
  if (TakesAllAnnotations(root, set)) {
    samples = AllAnnotations(root, root_number);
    if (samples.empty()) {
      problems.Add({.kind = VocProblemKind::kMissingAnnotation,
                    .file = root.annotations.string(),
                    .reason = "no annotation (*.xml) found"});
    }
    return samples;
  }
  const std::string path = VocSetPath(root, set);
  const std::string text = set.lines ? *set.lines : ReadTextFile(path);
  samples = ReadVocSet(root, root_number, path, text, problems);
  if (samples.empty()) {
    problems.Add({.kind = VocProblemKind::kMissingAnnotation,
                  .file = path,
                  .reason = "the set names no image"});
  }
  return samples;
}

}  // namespace imrec
