#include <imrec/voc_list.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include <imrec/error.h>

#include "voc/list_builder.h"
#include "voc/list_maker.h"
#include "voc/list_paths.h"
#include "voc/set_file.h"
#include "voc/voc_sample_loader.h"

namespace imrec {

namespace fs = std::filesystem;

std::vector<std::string> PascalVocClasses() {
  return {"aeroplane", "bicycle",     "bird",  "boat",        "bottle", "bus",      "car",
          "cat",       "chair",       "cow",   "diningtable", "dog",    "horse",    "motorbike",
          "person",    "pottedplant", "sheep", "sofa",        "train",  "tvmonitor"};
}

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

VocList MakeVocList(const std::vector<VocRoot>& roots, const VocListOptions& options,
                    const std::function<void(std::uint64_t, std::uint64_t)>& on_progress) {
  if (options.set.lines && roots.size() != 1) {
    throw Error(ErrorCode::kInvalidArgument, "the lines of a set can be given for one root only");
  }
  // Check everything that can throw first, so that no reported problem is lost.
  std::vector<VocRoot> resolved;
  for (const VocRoot& root : roots) {
    resolved.push_back(ResolveVocRoot(root));
    CheckVocSet(resolved.back(), options.set);
  }
  VocList list;
  ListMaker maker(options, on_progress, list);
  std::vector<VocSampleLoader> loaders;
  std::vector<VocSample> samples;
  for (const VocRoot& root : resolved) {
    loaders.push_back(maker.LoaderOf(root));
    std::ranges::move(FindVocSamples(root, loaders.size() - 1, options.set, list.problems),
                      std::back_inserter(samples));
  }
  if (roots.size() > 1) LeaveOutRepeated(resolved, samples, list.problems);
  list.base = options.base.empty() ? CommonFolder(resolved) : TypedPath(options.base);
  maker.Load(samples.size(), [&](std::size_t i, VocProblems& problems) {
    return loaders[samples[i].root].Load(samples[i], problems);
  });
  // With a set, images that it does not name are ignored, annotated or not.
  maker.Finish(std::ranges::all_of(
      resolved, [&](const VocRoot& root) { return TakesAllAnnotations(root, options.set); }));
  return list;
}

}  // namespace imrec
