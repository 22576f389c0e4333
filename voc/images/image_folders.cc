#include "voc/images/image_folders.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "voc/list/list_paths.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

std::string Substitution(ImageMatch match, const std::string& said, const std::string& taken) {
  if (match == ImageMatch::kOtherName) {
    return "says " + Quoted(said) + ", but " + taken + " has the annotation's name and is used";
  }
  return "there is no " + Quoted(said) + "; " + taken +
         (match == ImageMatch::kOtherFolder ? ", in another folder, is used"
                                            : ", with another extension, is used");
}

ImageClaim ClaimOf(const FoundImage& found) {
  if (found.match == ImageMatch::kExact) {
    return found.by_annotation_name ? ImageClaim::kOwnName : ImageClaim::kNamed;
  }
  return found.match == ImageMatch::kOtherName ? ImageClaim::kOwnName : ImageClaim::kSubstitute;
}

std::string NameOf(const CheckedSample& sample) {
  if (sample.item == VocItem::kNone) return sample.file;
  return std::string(VocItemName(sample.item)) + ' ' + sample.id;
}

}  // namespace

std::size_t ImageFolders::Add(const fs::path& folder) {
  const std::string path = AbsolutePath(folder).generic_string();
  const auto known = std::ranges::find(paths_, path);
  if (known != paths_.end()) return static_cast<std::size_t>(known - paths_.begin());
  folders_.emplace_back(folder);
  paths_.push_back(path);
  return paths_.size() - 1;
}

std::string ImageFolders::PathOf(std::size_t folder, const FoundImage& found) const {
  const ImageFinder& finder = folders_[folder].finder;
  return (finder.folder() / finder.image(found.images[0])).string();
}

void ImageFolders::Claim(std::size_t folder, const FoundImage& found) {
  for (const ImageNumbers numbers : {found.images, found.more}) {
    for (const std::uint32_t number : numbers) {
      folders_[folder].taken[number].store(true, std::memory_order_relaxed);
    }
  }
}

bool ImageFolders::Take(std::size_t folder, const FoundImage& found, const std::string& said,
                        const std::string& looked_for, CheckedSample& sample,
                        VocProblems& problems) {
  const Folder& images = folders_[folder];
  Claim(folder, found);
  const auto left_out = [&](VocProblemKind kind, const std::string& reason) {
    problems.Add(sample.ProblemOf(kind, reason + "; left out"));
    return false;
  };
  switch (found.match) {
    case ImageMatch::kMissing:
      return left_out(VocProblemKind::kMissingImage,
                      "no image " + looked_for + " in " + images.finder.folder().string());
    case ImageMatch::kUnsupported:
      return left_out(VocProblemKind::kUnreadableImage,
                      Quoted(said) + " is not a regular file of a format that imrec reads");
    case ImageMatch::kAmbiguous:
      return left_out(VocProblemKind::kAmbiguousImage, "several images match " + Quoted(said) +
                                                           ": " + images.finder.Candidates(found));
    default:
      break;
  }
  const std::string& taken = images.finder.image(found.images[0]);
  if (found.match != ImageMatch::kExact) {
    problems.Add(sample.ProblemOf(VocProblemKind::kSubstitutedImage,
                                  Substitution(found.match, said, taken)));
  }
  sample.image = PathOf(folder, found);
  sample.claim = ClaimOf(found);
  return true;
}

std::vector<fs::path> ImageFolders::Untaken() const {
  // A folder may contain another one.
  std::set<std::string> taken;
  const bool several = folders_.size() > 1;
  for (std::size_t f = 0; several && f < folders_.size(); ++f) {
    for (std::uint32_t i = 0; i < folders_[f].finder.size(); ++i) {
      if (folders_[f].taken[i]) taken.insert(paths_[f] + '/' + folders_[f].finder.image(i));
    }
  }
  std::vector<fs::path> images;
  for (std::size_t f = 0; f < folders_.size(); ++f) {
    for (std::uint32_t i = 0; i < folders_[f].finder.size(); ++i) {
      const std::string& image = folders_[f].finder.image(i);
      if (folders_[f].taken[i]) continue;
      if (several && !taken.insert(paths_[f] + '/' + image).second) continue;
      images.push_back(folders_[f].finder.folder() / image);
    }
  }
  return images;
}

void LeaveOutSharedImages(std::vector<CheckedSample>& samples, VocProblems& problems) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const bool has_image = samples[i].annotated && !samples[i].image.empty();
    if (samples[i].usable || has_image) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) {
    return std::pair<const std::string&, ImageClaim>(samples[i].image, samples[i].claim);
  });
  // The samples that are omitted, each with the sample that keeps the image or that also claims it.
  std::vector<std::pair<std::size_t, std::size_t>> left_out;
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && samples[order[end]].image == samples[order[begin]].image) ++end;
    if (end - begin > 1) {
      const std::size_t first = order[begin];
      const std::size_t second = order[begin + 1];
      if (samples[first].claim == samples[second].claim) left_out.emplace_back(first, second);
      for (std::size_t i = begin + 1; i < end; ++i) left_out.emplace_back(order[i], first);
    }
    begin = end;
  }
  std::ranges::sort(left_out);
  for (const auto& [i, other] : left_out) {
    CheckedSample& sample = samples[i];
    if (!sample.usable) continue;
    const bool both = sample.claim == samples[other].claim;
    VocProblem problem =
        sample.ProblemOf(VocProblemKind::kSharedImage, "its image " + sample.image +
                                                           " is that of " + NameOf(samples[other]) +
                                                           (both ? " as well" : "") + "; left out");
    problem.image = sample.image;
    problems.Add(std::move(problem));
    sample.usable = false;
  }
}

}  // namespace imrec
