// Finds files by the end of their path.
#ifndef IMREC_VOC_IMAGES_PATH_INDEX_H_
#define IMREC_VOC_IMAGES_PATH_INDEX_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imrec {

/// An index of paths by their last parts. `a/b/c.jpg` is found by `c.jpg`, `b/c.jpg` and
/// `a/b/c.jpg`, ignoring the case of the extension; or, without extension, by `c`, `b/c` and
/// `a/b/c`. Takes four bytes per path. Thread-safe after Build().
class PathIndex {
 public:
  enum class Key { kWithExtension, kWithoutExtension };

  /// `paths` must outlive the index, and must not change after Build().
  PathIndex(const std::vector<std::string>& paths, Key key) : paths_(paths), key_(key) {}
  void Build();

  /// Returns the numbers of the paths that equal `tail` or end with a slash and `tail`.
  std::span<const std::uint32_t> EndingWith(std::string_view tail) const;
  /// Returns the numbers of the paths that equal `path`. They may differ in the extension or its
  /// case.
  std::span<const std::uint32_t> Equal(std::string_view path) const;

 private:
  std::string_view KeyOf(std::uint32_t number) const;

  const std::vector<std::string>& paths_;
  Key key_;
  std::vector<std::uint32_t> order_;
};

}  // namespace imrec

#endif  // IMREC_VOC_IMAGES_PATH_INDEX_H_
