// The set that is asked for, of those that a file has.
#ifndef IMREC_VOC_SET_CHOICE_H_
#define IMREC_VOC_SET_CHOICE_H_

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace imrec {

/// Selects items by the set that each is in, and knows which sets there are. Not thread-safe.
class SetChoice {
 public:
  enum class Case { kSame, kAny };

  /// With an empty name, all items are taken.
  SetChoice(std::string_view name, Case letters) : name_(name), letters_(letters) {}

  /// Returns true if an item of this set is taken. An empty text is no set.
  bool Takes(std::string_view set);

  /// Throws Error(kNotFound) that lists the sets if no item was in the one that is asked for.
  void Check() const;

 private:
  static constexpr std::size_t kMost = 10;  // in a message

  std::string name_;
  Case letters_;
  bool found_ = false;
  std::set<std::string, std::less<>> others_;  // at most kMost + 1
};

}  // namespace imrec

#endif  // IMREC_VOC_SET_CHOICE_H_
