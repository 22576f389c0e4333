// All ways to get at an image, for tests that must hold on each of them.
#ifndef IMREC_TESTS_IMAGE_JPEG_DECODING_PATHS_H_
#define IMREC_TESTS_IMAGE_JPEG_DECODING_PATHS_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <imrec/image_limits.h>

namespace imrec::test {

struct Path {
  std::string name;
  std::function<void(std::span<const std::byte> encoded, const ImageLimits& limits)> run;
};

/// Those that all formats have.
std::vector<Path> DecodingPaths();

/// These, and those that only JPEG has: planes, and files laid out anew.
std::vector<Path> JpegPaths();

/// The error of going this way, if it is one.
std::optional<Error> Failure(const Path& path, std::span<const std::byte> encoded,
                             const ImageLimits& limits = {});

}  // namespace imrec::test

#endif  // IMREC_TESTS_IMAGE_JPEG_DECODING_PATHS_H_
