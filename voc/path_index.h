// Looking up files by the end of their path.
#ifndef IMREC_VOC_PATH_INDEX_H_
#define IMREC_VOC_PATH_INDEX_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imrec {

/// An index of paths by their last parts: of `a/b/c.jpg` by `c.jpg`, `b/c.jpg` and `a/b/c.jpg`,
/// with the extension in any case; or, without extension, by `c`, `b/c` and `a/b/c`. Takes four
/// bytes a path. Thread-safe once made.
class PathIndex {
 public:
  enum class Key { kWithExtension, kWithoutExtension };

  /// `paths` must outlive the index, and after Build() stay as they are.
  PathIndex(const std::vector<std::string>& paths, Key key) : paths_(paths), key_(key) {}
  void Build();

  /// The paths, by their numbers, that are `tail` or end with it after a slash.
  std::span<const std::uint32_t> EndingWith(std::string_view tail) const;
  /// Those that are `path`; several may differ in their extension or its case.
  std::span<const std::uint32_t> Equal(std::string_view path) const;

 private:
  std::string_view KeyOf(std::uint32_t number) const;

  const std::vector<std::string>& paths_;
  Key key_;
  std::vector<std::uint32_t> order_;
};

}  // namespace imrec

#endif  // IMREC_VOC_PATH_INDEX_H_
