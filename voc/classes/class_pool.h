// Numbers class names while a data set is read.
#ifndef IMREC_VOC_CLASSES_CLASS_POOL_H_
#define IMREC_VOC_CLASSES_CLASS_POOL_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recordio/internal/mutex.h"

namespace imrec {

/// Stores each name once. Thread-safe. The numbers depend on the order of the calls.
class ClassPool {
 public:
  /// If `fixed`, accepts no names other than `names`.
  ClassPool(const std::vector<std::string>& names, bool fixed);

  /// Returns the number of a name, which is added if it is new. Returns nullopt for a name that is
  /// not accepted.
  std::optional<std::uint32_t> NumberOf(std::string_view name);

  /// The names by number.
  std::vector<std::string> Names() const;

 private:
  mutable Mutex mutex_;
  bool fixed_ IMREC_GUARDED_BY(mutex_) = false;
  std::deque<std::string> names_ IMREC_GUARDED_BY(mutex_);
  // The keys are in names_, whose elements do not move.
  std::map<std::string_view, std::uint32_t> numbers_ IMREC_GUARDED_BY(mutex_);
};

}  // namespace imrec

#endif  // IMREC_VOC_CLASSES_CLASS_POOL_H_
