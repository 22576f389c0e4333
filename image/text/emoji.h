// Which characters are shown as emoji.
#ifndef IMREC_IMAGE_TEXT_EMOJI_H_
#define IMREC_IMAGE_TEXT_EMOJI_H_

#include <string_view>

namespace imrec {

/// Returns whether `cluster`, a character and what modifies it, is shown in colour: it is an emoji
/// by itself and no variation selector asks for text, or a variation selector asks for an emoji.
bool IsEmoji(std::u32string_view cluster);

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_EMOJI_H_
