// Class names as numbers while a data set is read.
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

/// Keeps each name once. Thread-safe. Numbers depend on the order of the calls.
class ClassPool {
 public:
  /// If `fixed`, no other names than these are taken.
  ClassPool(const std::vector<std::string>& names, bool fixed);

  /// The number of a name; nothing if it is not among the fixed ones.
  std::optional<std::uint32_t> NumberOf(std::string_view name);

  /// The names by their numbers. No call of NumberOf() may run or follow.
  const std::deque<std::string>& names() const { return names_; }

 private:
  std::mutex mutex_;
  bool fixed_;
  std::deque<std::string> names_;
  std::map<std::string_view, std::uint32_t> numbers_;  // keys in names_
};

}  // namespace imrec

#endif  // IMREC_VOC_CLASS_POOL_H_
