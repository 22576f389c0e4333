#include "image/text/clusters.h"

#include <hb.h>

#include "image/text/emoji.h"

namespace imrec {
namespace {

constexpr char32_t kNonJoiner = 0x200C;
constexpr char32_t kJoiner = 0x200D;

bool IsFlagLetter(char32_t character) { return character >= 0x1F1E6 && character <= 0x1F1FF; }

// Returns whether `character` modifies the character before it.
bool Extends(char32_t character) {
  const bool skin_tone = character >= 0x1F3FB && character <= 0x1F3FF;
  const bool tag = character >= 0xE0020 && character <= 0xE007F;
  if (character == kNonJoiner || character == kJoiner || skin_tone || tag) return true;
  switch (hb_unicode_general_category(hb_unicode_funcs_get_default(), character)) {
    case HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::size_t ClusterEnd(std::u32string_view text, std::size_t begin) {
  std::size_t end = begin + 1;
  if (IsFlagLetter(text[begin]) && end < text.size() && IsFlagLetter(text[end])) ++end;
  const bool emoji = IsEmoji(text.substr(begin, 2));
  for (; end < text.size(); ++end) {
    // In an emoji of several, joiners are followed by the next.
    const bool joined = emoji && text[end - 1] == kJoiner;
    if (!Extends(text[end]) && !joined) break;
  }
  return end;
}

}  // namespace imrec
