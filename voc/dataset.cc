#include <algorithm>
#include <system_error>

#include <imrec/error.h>
#include <imrec/read_file.h>
#include <imrec/text_lines.h>
#include <imrec/voc_dataset.h>

namespace imrec {
namespace {

namespace fs = std::filesystem;

fs::path FolderOr(const fs::path& given, const fs::path& usual, const fs::path& root) {
  if (given.empty()) return fs::is_directory(usual) ? usual : root;
  if (fs::is_directory(given)) return given;
  // Relative to the root as well as to where we are.
  if (fs::is_directory(root / given)) return root / given;
  throw Error(ErrorCode::kNotFound, "no such folder", {.file = given.string()});
}

// "test, train, val": the sets that there are.
std::string SetNames(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined.empty() ? "none" : joined;
}

VocSample SampleOf(const VocRoot& root, std::size_t root_number, const std::string& stem) {
  return {.annotation = root.annotations / (stem + ".xml"), .stem = stem, .root = root_number};
}

std::vector<VocSample> ReadSet(const VocRoot& root, std::size_t root_number, const fs::path& path,
                               VocProblems& problems) {
  const std::string text = ReadTextFile(path);
  std::vector<VocSample> samples;
  for (TextLines lines(text); lines.Next();) {
    // The sets of one class have a second column, 1 or -1 or 0.
    const std::string_view line = TrimBlanks(lines.line());
    const std::string stem(line.substr(0, line.find_first_of(" \t")));
    if (stem.empty()) continue;
    VocSample sample = SampleOf(root, root_number, stem);
    if (fs::is_regular_file(sample.annotation)) {
      samples.push_back(std::move(sample));
      continue;
    }
    problems.push_back({.kind = VocProblemKind::kMissingAnnotation,
                        .file = path.string(),
                        .line = lines.number(),
                        .name = {},
                        .reason = "no annotation " + sample.annotation.string() + "; left out"});
  }
  return samples;
}

std::vector<VocSample> AllAnnotations(const VocRoot& root, std::size_t root_number) {
  std::vector<VocSample> samples;
  std::error_code failure;
  fs::recursive_directory_iterator entries(
      root.annotations, fs::directory_options::follow_directory_symlink, failure);
  for (; !failure && entries != fs::recursive_directory_iterator(); entries.increment(failure)) {
    // A link back to a folder above would go round for ever.
    constexpr int kDeepest = 64;
    if (entries.depth() > kDeepest) entries.disable_recursion_pending();
    const fs::path& path = entries->path();
    if (path.extension() != ".xml" || !entries->is_regular_file()) continue;
    samples.push_back(
        SampleOf(root, root_number,
                 path.lexically_relative(root.annotations).replace_extension().generic_string()));
  }
  if (failure) {
    throw Error(ErrorCode::kIo, "cannot read the folder: " + failure.message(),
                {.file = root.annotations.string()});
  }
  std::ranges::sort(samples, {}, &VocSample::stem);
  return samples;
}

}  // namespace

VocRoot ResolveVocRoot(const VocRoot& root) {
  if (!fs::is_directory(root.root)) {
    throw Error(ErrorCode::kNotFound, "no such folder", {.file = root.root.string()});
  }
  return {.root = root.root,
          .annotations = FolderOr(root.annotations, root.root / "Annotations", root.root),
          .images = FolderOr(root.images, root.root / "JPEGImages", root.root)};
}

std::vector<VocSample> FindVocSamples(const VocRoot& root, std::size_t root_number,
                                      const std::string& set, VocProblems& problems) {
  const fs::path sets = root.root / "ImageSets" / "Main";
  const bool all = set.empty() || (set == "trainval" && !fs::is_directory(sets));
  std::vector<VocSample> samples;
  if (all) {
    samples = AllAnnotations(root, root_number);
  } else {
    const fs::path path = sets / (set + ".txt");
    if (!fs::is_regular_file(path)) {
      throw Error(ErrorCode::kNotFound, "no such set; there are: " + SetNames(sets),
                  {.file = path.string()});
    }
    samples = ReadSet(root, root_number, path, problems);
  }
  if (samples.empty()) {
    throw Error(ErrorCode::kNotFound, "no annotation (*.xml) found",
                {.file = root.annotations.string()});
  }
  return samples;
}

}  // namespace imrec
