// Parses the EXIF orientation tag.
#ifndef IMREC_IMAGE_EXIF_H_
#define IMREC_IMAGE_EXIF_H_

#include <cstddef>
#include <optional>
#include <span>

namespace imrec {

/// Returns the orientation (1..8) in `app1`, the contents of a JPEG APP1 segment. Returns nullopt
/// if the segment is not EXIF, is malformed, or has no orientation tag.
std::optional<int> ParseExifOrientation(std::span<const std::byte> app1);

/// Same for EXIF data without the prefix that it has in a JPEG.
std::optional<int> ParseExifBlockOrientation(std::span<const std::byte> block);

}  // namespace imrec

#endif  // IMREC_IMAGE_EXIF_H_
