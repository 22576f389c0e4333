#include "recordio/internal/stratified_split.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <utility>

namespace imrec {
namespace {

// The number of images that each part still needs, in total or of one class.
using Needed = std::array<double, 2>;

class Splitter {
 public:
  Splitter(std::span<const std::vector<std::uint32_t>> classes, double share, std::uint64_t seed)
      : classes_(classes), part_(classes.size(), kNone) {
    needed_ = {share * static_cast<double>(classes.size()),
               (1 - share) * static_cast<double>(classes.size())};
    for (const std::size_t image : ShuffledOrder(classes.size(), seed)) {
      if (classes[image].empty()) without_class_.push_back(image);
      for (const std::uint32_t c : classes[image]) {
        if (c >= images_of_.size()) images_of_.resize(c + 1);
        images_of_[c].push_back(image);
      }
    }
    for (const std::vector<std::size_t>& images : images_of_) {
      const auto count = static_cast<double>(images.size());
      class_needed_.push_back({share * count, (1 - share) * count});
      remaining_.push_back(images.size());
    }
  }

  std::vector<bool> Run() {
    while (const std::size_t* rarest = RarestClass()) {
      const auto c = static_cast<std::size_t>(rarest - remaining_.data());
      for (const std::size_t image : images_of_[c]) {
        if (part_[image] == kNone) Assign(image, class_needed_[c]);
      }
    }
    for (const std::size_t image : without_class_) Assign(image, needed_);
    std::vector<bool> first;
    for (const int part : part_) first.push_back(part == 0);
    return first;
  }

 private:
  static constexpr int kNone = -1;

  // Returns the class with the fewest remaining images, but at least one; nullptr if there is none.
  const std::size_t* RarestClass() const {
    const std::size_t* rarest = nullptr;
    for (const std::size_t& count : remaining_) {
      if (count > 0 && (rarest == nullptr || count < *rarest)) rarest = &count;
    }
    return rarest;
  }

  // Assigns the image to the part that needs more according to `needed`, which is class_needed_ of
  // one class or needed_.
  void Assign(std::size_t image, const Needed& needed) {
    // If both need the same number of images of the class, the total decides.
    const std::size_t part = std::pair(needed[0], needed_[0]) >= std::pair(needed[1], needed_[1])
                                 ? std::size_t{0}
                                 : std::size_t{1};
    part_[image] = static_cast<int>(part);
    needed_[part] -= 1;
    for (const std::uint32_t c : classes_[image]) {
      class_needed_[c][part] -= 1;
      --remaining_[c];
    }
  }

  std::span<const std::vector<std::uint32_t>> classes_;
  std::vector<int> part_;  // per image 0, 1 or kNone
  Needed needed_{};
  std::vector<Needed> class_needed_;
  std::vector<std::size_t> remaining_;  // per class, the number of images not yet assigned
  std::vector<std::vector<std::size_t>> images_of_;  // per class
  std::vector<std::size_t> without_class_;
};

}  // namespace

std::vector<std::size_t> ShuffledOrder(std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  // The C++ standard specifies the output of the generator, but not that of its distributions.
  std::mt19937_64 random(seed);
  for (std::size_t i = count; i > 1; --i) {
    const std::uint64_t range = i;
    const std::uint64_t limit = std::mt19937_64::max() - std::mt19937_64::max() % range;
    std::uint64_t number = random();
    while (number >= limit) number = random();
    std::swap(order[i - 1], order[static_cast<std::size_t>(number % range)]);
  }
  return order;
}

std::vector<bool> StratifiedSplit(std::span<const std::vector<std::uint32_t>> classes, double share,
                                  std::uint64_t seed) {
  return Splitter(classes, share, seed).Run();
}

}  // namespace imrec
