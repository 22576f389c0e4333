#include "voc/images/path_index.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <numeric>

#include "voc/images/folder_files.h"

namespace imrec {
namespace {

// The characters of a path in reverse order, as a sort key. The extension is in lower case, and the
// slash sorts before all other characters, so that paths with the same last parts are adjacent.
class Reversed {
 public:
  Reversed(std::string_view path, bool has_extension)
      : path_(path), extension_(has_extension ? ExtensionStart(path) : path.size()) {}

  std::size_t size() const { return path_.size(); }
  int operator[](std::size_t i) const {
    const std::size_t at = path_.size() - 1 - i;
    const auto byte = static_cast<unsigned char>(path_[at]);
    if (at >= extension_) return std::tolower(byte);
    return byte == '/' ? 0 : byte;
  }

 private:
  std::string_view path_;
  std::size_t extension_;
};

// Compares up to `limit` characters. Returns a value less than, equal to or greater than 0.
int Compare(const Reversed& a, const Reversed& b, std::size_t limit) {
  const std::size_t size_a = std::min(a.size(), limit);
  const std::size_t size_b = std::min(b.size(), limit);
  for (std::size_t i = 0; i < std::min(size_a, size_b); ++i) {
    if (a[i] != b[i]) return a[i] - b[i];
  }
  return size_a == size_b ? 0 : size_a < size_b ? -1 : 1;
}

constexpr std::size_t kAll = static_cast<std::size_t>(-1);

}  // namespace

void PathIndex::Build() {
  order_.resize(paths_.size());
  std::iota(order_.begin(), order_.end(), std::uint32_t{0});
  const bool has_extension = key_ == Key::kWithExtension;
  std::ranges::stable_sort(order_, [&](std::uint32_t a, std::uint32_t b) {
    return Compare({KeyOf(a), has_extension}, {KeyOf(b), has_extension}, kAll) < 0;
  });
}

std::string_view PathIndex::KeyOf(std::uint32_t number) const {
  const std::string_view path = paths_[number];
  return key_ == Key::kWithExtension ? path : path.substr(0, ExtensionStart(path));
}

std::span<const std::uint32_t> PathIndex::EndingWith(std::string_view tail) const {
  const bool has_extension = key_ == Key::kWithExtension;
  const Reversed wanted(tail, has_extension);
  const auto begin = std::ranges::partition_point(order_, [&](std::uint32_t number) {
    return Compare({KeyOf(number), has_extension}, wanted, kAll) < 0;
  });
  // Matching longer paths continue with a slash, which sorts first.
  const auto end = std::partition_point(begin, order_.end(), [&](std::uint32_t number) {
    const Reversed key(KeyOf(number), has_extension);
    return Compare(key, wanted, tail.size()) == 0 &&
           (key.size() == tail.size() || key[tail.size()] == 0);
  });
  return {begin, end};
}

std::span<const std::uint32_t> PathIndex::Equal(std::string_view path) const {
  const std::span<const std::uint32_t> found = EndingWith(path);
  const auto longer = std::ranges::partition_point(
      found, [&](std::uint32_t number) { return KeyOf(number).size() == path.size(); });
  return {found.begin(), longer};
}

}  // namespace imrec
