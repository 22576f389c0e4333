#include "voc/classes/class_pool.h"

namespace imrec {

ClassPool::ClassPool(const std::vector<std::string>& names, bool fixed) {
  for (const std::string& name : names) NumberOf(name);
  fixed_ = fixed;
}

std::optional<std::uint32_t> ClassPool::NumberOf(std::string_view name) {
  const MutexLock lock(mutex_);
  const auto found = numbers_.find(name);
  if (found != numbers_.end()) return found->second;
  if (fixed_) return std::nullopt;
  const auto number = static_cast<std::uint32_t>(names_.size());
  numbers_.emplace(names_.emplace_back(name), number);
  return number;
}

std::vector<std::string> ClassPool::Names() const {
  const MutexLock lock(mutex_);
  return {names_.begin(), names_.end()};
}

}  // namespace imrec
