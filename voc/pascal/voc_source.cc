#include "voc/pascal/voc_source.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <imrec/error.h>

#include "voc/list/list_paths.h"
#include "voc/pascal/set_file.h"

namespace imrec {

namespace fs = std::filesystem;

namespace {

// Omits annotations that an earlier root with the same images also has.
void LeaveOutRepeated(const std::vector<VocRoot>& roots, std::vector<VocSample>& samples,
                      VocProblems& problems) {
  std::vector<fs::path> images;
  images.reserve(roots.size());
  for (const VocRoot& root : roots) images.push_back(AbsolutePath(root.images));
  std::set<std::pair<fs::path, fs::path>> seen;
  std::erase_if(samples, [&](const VocSample& sample) {
    if (sample.annotation.empty()) return false;
    if (seen.emplace(AbsolutePath(sample.annotation), images[sample.root]).second) return false;
    problems.Add({.kind = VocProblemKind::kRepeatedName,
                  .file = sample.annotation.string(),
                  .reason = "is in another root already; used once"});
    return true;
  });
}

}  // namespace

VocSource::VocSource(const std::vector<VocRoot>& roots, VocSet set) : set_(std::move(set)) {
  if (set_.lines && roots.size() != 1) {
    throw Error(ErrorCode::kInvalidArgument, "the lines of a set can be given for one root only");
  }
  // Check everything that can throw first, so that no reported problem is lost.
  for (const VocRoot& root : roots) {
    roots_.push_back(ResolveVocRoot(root));
    CheckVocSet(roots_.back(), set_);
  }
}

void VocSource::Find(ListMaker& maker, VocProblems& problems) {
  for (const VocRoot& root : roots_) {
    loaders_.push_back(maker.LoaderOf(root));
    std::ranges::move(FindVocSamples(root, loaders_.size() - 1, set_, problems),
                      std::back_inserter(samples_));
  }
  if (roots_.size() > 1) LeaveOutRepeated(roots_, samples_, problems);
}

// With a set, images that it does not name are ignored, annotated or not.
bool VocSource::CoversFolders() const {
  return std::ranges::all_of(roots_,
                             [&](const VocRoot& root) { return TakesAllAnnotations(root, set_); });
}

std::unique_ptr<AnnotationSource> OpenVoc(const AnnotationInput& input,
                                          const VocListOptions& options,
                                          VocProblems& /*problems*/) {
  std::vector<VocRoot> roots;
  for (const fs::path& root : input.paths) {
    roots.push_back({.root = root, .annotations = input.annotations, .images = input.images});
  }
  if (roots.empty()) {
    roots.push_back({.root = {}, .annotations = input.annotations, .images = input.images});
  }
  return std::make_unique<VocSource>(roots, options.set);
}

}  // namespace imrec
