#include "voc/set_choice.h"

#include <algorithm>
#include <cctype>

#include <imrec/error.h>

namespace imrec {

bool SetChoice::Takes(std::string_view set) {
  if (name_.empty()) return true;
  const auto letter = [&](char c) {
    return letters_ == Case::kAny ? std::tolower(static_cast<unsigned char>(c)) : int{c};
  };
  if (std::ranges::equal(set, name_, {}, letter, letter)) {
    found_ = true;
    return true;
  }
  if (!set.empty() && others_.size() <= kMost && !others_.contains(set)) others_.emplace(set);
  return false;
}

void SetChoice::Check() const {
  if (name_.empty() || found_) return;
  std::string known;
  std::size_t named = 0;
  for (const std::string& set : others_) {
    known += (known.empty() ? "" : ", ") + (named++ == kMost ? "and others" : set);
  }
  throw Error(ErrorCode::kNotFound,
              "no such set '" + name_ + "'; " +
                  (known.empty() ? "no item has a set" : "there are: " + known));
}

}  // namespace imrec
