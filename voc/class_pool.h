// Numbers class names while a data set is read.
#ifndef IMREC_VOC_CLASS_POOL_H_
#define IMREC_VOC_CLASS_POOL_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imrec {

/// Stores each name once. Thread-safe. The numbers depend on the order of the calls.
class ClassPool {
 public:
  /// If `fixed`, accepts no names other than `names`.
  ClassPool(const std::vector<std::string>& names, bool fixed);

  /// Returns the number of a name, which is added if it is new. Returns nullopt for a name that is
  /// not accepted.
  std::optional<std::uint32_t> NumberOf(std::string_view name);

  /// The names by number. NumberOf() must not be called at the same time or later.
  const std::deque<std::string>& names() const { return names_; }

 private:
  std::mutex mutex_;
  bool fixed_;
  std::deque<std::string> names_;
  std::map<std::string_view, std::uint32_t> numbers_;  // keys in names_
};

}  // namespace imrec

#endif  // IMREC_VOC_CLASS_POOL_H_
