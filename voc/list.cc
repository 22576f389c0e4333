#include <algorithm>
#include <iterator>
#include <utility>

#include <imrec/parallel_for.h>
#include <imrec/voc_list.h>

#include "voc/list_builder.h"
#include "voc/sample_loader.h"

namespace imrec {

namespace fs = std::filesystem;

std::vector<std::string> PascalVocClasses() {
  return {"aeroplane", "bicycle",     "bird",  "boat",        "bottle", "bus",      "car",
          "cat",       "chair",       "cow",   "diningtable", "dog",    "horse",    "motorbike",
          "person",    "pottedplant", "sheep", "sofa",        "train",  "tvmonitor"};
}

fs::path CommonFolder(const std::vector<VocRoot>& roots) {
  fs::path common;
  for (const VocRoot& root : roots) {
    for (const fs::path& folder : {root.root, root.images}) {
      if (folder.empty()) continue;
      const fs::path path = AbsolutePath(folder);
      if (common.empty()) {
        common = path;
        continue;
      }
      const auto [end, unused] = std::ranges::mismatch(common, path);
      fs::path shared;
      for (auto part = common.begin(); part != end; ++part) shared /= *part;
      common = shared;
    }
  }
  return common;
}

VocList MakeVocList(const std::vector<VocRoot>& roots, const VocListOptions& options,
                    const std::function<void(std::uint64_t, std::uint64_t)>& on_progress) {
  VocList list;
  std::vector<VocRoot> resolved;
  std::vector<ImageFinder> images;
  std::vector<VocSample> samples;
  for (const VocRoot& root : roots) {
    resolved.push_back(ResolveVocRoot(root));
    std::ranges::move(
        FindVocSamples(resolved.back(), resolved.size() - 1, options.set, list.problems),
        std::back_inserter(samples));
    images.emplace_back(resolved.back().images);
  }
  list.base = options.base.empty() ? CommonFolder(resolved) : AbsolutePath(options.base);

  std::vector<CheckedSample> checked(samples.size());
  ParallelFor(
      samples.size(), options.threads,
      [&](std::size_t i) {
        const VocSample& sample = samples[i];
        checked[i] = LoadVocSample(sample, resolved[sample.root], images[sample.root], options);
      },
      [&](std::size_t done) {
        if (on_progress) on_progress(done, samples.size());
      });

  BuildList(checked, options, list);
  return list;
}

}  // namespace imrec
