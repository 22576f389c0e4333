#include "voc/labelme/labelme_source.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include <imrec/error.h>

#include "voc/annotation_limits.h"
#include "voc/annotation_text.h"
#include "voc/images/folder_files.h"
#include "voc/labelme/labelme_file.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

std::optional<VocAnnotation> ReadAnnotation(const std::string& file, bool merge_groups,
                                            VocProblems& problems) {
  try {
    // Opening a pipe would block until its other end is opened.
    std::error_code unreadable;
    if (!fs::is_regular_file(file, unreadable)) throw Error(ErrorCode::kIo, "not a regular file");
    if (fs::file_size(file, unreadable) > kMaxLabelMeBytes) {
      throw Error(ErrorCode::kLimitExceeded, "larger than any annotation (256 MiB)");
    }
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw Error(ErrorCode::kIo, "cannot be read");
    return ParseLabelMe(stream, file, merge_groups, problems);
  } catch (const Error& error) {
    ReportUnreadable(file, error, problems);
    return std::nullopt;
  }
}

// Finds the image whose path the annotation contains: relative to the annotation, then by its name
// beside the annotation, then with the annotation's own name.
FoundImage FindImage(const ImageFinder& finder, const std::string& stem, const std::string& said) {
  const std::string path = NormalPath(said);
  const bool is_absolute = path.starts_with('/') || (path.size() > 1 && path[1] == ':');
  if (!path.empty() && !is_absolute) {
    const std::string folder = stem.substr(0, stem.size() - BaseName(stem).size());
    const FoundImage there = finder.Find(NormalPath(folder + path));
    if (there.match == ImageMatch::kExact) return there;
  }
  return finder.FindVoc(stem, is_absolute ? BaseName(path) : std::string_view(path));
}

}  // namespace

LabelMeSource::LabelMeSource(const AnnotationInput& input) : merge_groups_(input.merge_groups) {
  std::vector<fs::path> folders = input.paths;
  if (folders.empty()) folders.push_back(input.annotations);
  for (const fs::path& folder : folders) {
    roots_.push_back({.annotations = input.annotations.empty() ? folder : input.annotations,
                      .images = input.images.empty() ? folder : input.images});
    RequireFolder(roots_.back().annotations);
    RequireFolder(roots_.back().images);
  }
}

void LabelMeSource::Find(ListMaker& maker, VocProblems& problems) {
  maker_ = &maker;
  for (std::size_t i = 0; i < roots_.size(); ++i) {
    std::vector<std::string> paths;
    ForEachFileBelow(roots_[i].annotations, [&](std::string path, bool /*regular*/) {
      if (HasExtension(path, ".json")) paths.push_back(std::move(path));
    });
    std::ranges::sort(paths);
    if (paths.empty()) {
      problems.Add({.kind = VocProblemKind::kMissingAnnotation,
                    .file = roots_[i].annotations.string(),
                    .reason = "no annotation (*.json) found"});
    }
    for (std::string& path : paths) files_.push_back({.path = std::move(path), .root = i});
    roots_[i].number = maker.images().Add(roots_[i].images);
  }
}

fs::path LabelMeSource::Base() const {
  std::vector<VocRoot> roots;
  for (const Root& root : roots_) roots.push_back({.root = {}, .images = root.images});
  return CommonFolder(roots);
}

CheckedSample LabelMeSource::Load(std::size_t i, VocProblems& problems) const {
  const Root& root = roots_[files_[i].root];
  ImageFolders& folders = maker_->images();
  const ImageFinder& finder = folders.finder(root.number);
  const std::string& path = files_[i].path;
  const std::string stem = path.substr(0, ExtensionStart(path));
  CheckedSample checked;
  checked.file = (root.annotations / path).string();
  const std::optional<VocAnnotation> annotation =
      ReadAnnotation(checked.file, merge_groups_, problems);
  if (!annotation) {
    // The image with the name of the annotation still counts as annotated.
    const FoundImage found = finder.FindVoc(stem, {});
    folders.Claim(root.number, found);
    if (found.match == ImageMatch::kExact) checked.image = folders.PathOf(root.number, found);
    return checked;
  }
  const std::string& said = annotation->filename;
  const std::string looked_for = "named " + stem + ".* or " + Quoted(said);
  if (folders.Take(root.number, FindImage(finder, stem, said), said.empty() ? stem : said,
                   looked_for, checked, problems)) {
    maker_->Checker(problems).Check(*annotation, checked);
  }
  return checked;
}

std::unique_ptr<AnnotationSource> OpenLabelMe(const AnnotationInput& input,
                                              const VocListOptions& /*options*/,
                                              VocProblems& /*problems*/) {
  return std::make_unique<LabelMeSource>(input);
}

}  // namespace imrec
