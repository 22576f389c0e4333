// The orientation tag of EXIF.
#ifndef IMREC_IMAGE_EXIF_H_
#define IMREC_IMAGE_EXIF_H_

#include <cstddef>
#include <optional>
#include <span>

namespace imrec {

/// The orientation (1..8) in the body of a JPEG APP1 segment, or nothing if the segment is not
/// EXIF, is malformed, or has no such tag.
std::optional<int> ParseExifOrientation(std::span<const std::byte> app1);

}  // namespace imrec

#endif  // IMREC_IMAGE_EXIF_H_
