// Record files of encoded images, compared as images.
#ifndef IMREC_TESTS_GOLDEN_NEAR_RECORDS_H_
#define IMREC_TESTS_GOLDEN_NEAR_RECORDS_H_

#include <filesystem>

namespace imrec::test {

// Bounds on the mean absolute difference of samples, once everything is decoded to RGB.
// Not resized: both go through libjpeg, whose releases may round differently.
inline constexpr double kSameSize = 0.5;
// OpenCV has PNGs turned to grey by libpng, which rounds down.
inline constexpr double kGreyPng = 1;
// im2rec.py shrinks without a filter, imrec with one; the goldens' texture is fine.
inline constexpr double kResized = 2.5;
inline constexpr double kResizedAtLowQuality = 4;

/// Both files have the same records, but for the images, which have the same codec and size and
/// differ by at most `tolerance`.
void ExpectNearRecords(const std::filesystem::path& ours, const std::filesystem::path& theirs,
                       double tolerance);

}  // namespace imrec::test

#endif  // IMREC_TESTS_GOLDEN_NEAR_RECORDS_H_
