#include "voc/image_folders.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <set>
#include <utility>

#include "voc/list_builder.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

std::string Substitution(ImageMatch match, const std::string& said, const std::string& taken) {
  if (match == ImageMatch::kOtherName) {
    return "says " + Quoted(said) + ", but " + taken + " has the annotation's name and is taken";
  }
  return "there is no " + Quoted(said) + "; " + taken +
         (match == ImageMatch::kOtherFolder ? ", in another folder, is taken"
                                            : ", with another extension, is taken");
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

// Samples, by position, that have one image. Sorted by claim, then as they came.
using Group = std::span<const std::size_t>;

void LeaveOutGroup(Group group, std::vector<CheckedSample>& samples,
                   std::vector<std::pair<std::size_t, VocProblem>>& found) {
  const bool has_best = samples[group[0]].claim != samples[group[1]].claim;
  for (std::size_t i = has_best ? 1 : 0; i < group.size(); ++i) {
    CheckedSample& sample = samples[group[i]];
    const CheckedSample& other = samples[group[i == 0 ? 1 : 0]];
    sample.usable = false;
    found.emplace_back(
        group[i], sample.ProblemOf(VocProblemKind::kSharedImage,
                                   "its image " + sample.image + " is that of " + NameOf(other) +
                                       (has_best ? "" : " as well") + "; left out"));
  }
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

bool ImageFolders::Take(std::size_t folder, const FoundImage& found, const std::string& said,
                        const std::string& looked_for, CheckedSample& sample,
                        VocProblems& problems) {
  Folder& images = folders_[folder];
  for (const ImageNumbers numbers : {found.images, found.more}) {
    for (const std::uint32_t number : numbers) {
      images.taken[number].store(true, std::memory_order_relaxed);
    }
  }
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
                      Quoted(said) + " is no regular file of a format that imrec reads");
    case ImageMatch::kAmbiguous:
      return left_out(VocProblemKind::kAmbiguousImage, "several images could be " + Quoted(said) +
                                                           ": " + images.finder.Candidates(found));
    default:
      break;
  }
  const std::string& taken = images.finder.image(found.images[0]);
  if (found.match != ImageMatch::kExact) {
    problems.Add(sample.ProblemOf(VocProblemKind::kSubstitutedImage,
                                  Substitution(found.match, said, taken)));
  }
  sample.image = (images.finder.folder() / taken).string();
  sample.claim = ClaimOf(found);
  return true;
}

std::vector<fs::path> ImageFolders::Untaken() const {
  // Folders may lie in each other.
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
    if (samples[i].usable) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) {
    return std::pair<const std::string&, ImageClaim>(samples[i].image, samples[i].claim);
  });
  std::vector<std::pair<std::size_t, VocProblem>> found;
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && samples[order[end]].image == samples[order[begin]].image) ++end;
    if (end - begin > 1) {
      LeaveOutGroup(Group(order).subspan(begin, end - begin), samples, found);
    }
    begin = end;
  }
  std::ranges::sort(found, {}, &std::pair<std::size_t, VocProblem>::first);
  for (auto& [sample, problem] : found) problems.Add(std::move(problem));
}

}  // namespace imrec
