// Characters that belong together.
#ifndef IMREC_IMAGE_TEXT_CLUSTERS_H_
#define IMREC_IMAGE_TEXT_CLUSTERS_H_

#include <cstddef>
#include <string_view>

namespace imrec {

/// Returns the end of the cluster that starts at `begin`: a character with its combining marks and
/// variation selectors, or an emoji that consists of several characters, such as a flag or a
/// family.
std::size_t ClusterEnd(std::u32string_view text, std::size_t begin);

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_CLUSTERS_H_
