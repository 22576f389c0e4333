// What every decoder must do with damaged files: report an Error, or give the pixels of the file.
#ifndef IMREC_TESTS_IMAGE_DAMAGE_H_
#define IMREC_TESTS_IMAGE_DAMAGE_H_

#include <cstddef>
#include <random>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "tests/image/pictures.h"

namespace imrec::test {

/// Decodes `encoded` to `mode`.
inline Image Decoded(std::span<const std::byte> encoded, ColorMode mode = ColorMode::kRgb) {
  Image image;
  AnyImageDecoder().Decode(encoded, mode, image);
  return image;
}

/// The samples of Decoded().
inline std::vector<std::uint8_t> DecodedSamples(std::span<const std::byte> encoded,
                                                ColorMode mode = ColorMode::kAsStored) {
  const Image image = Decoded(encoded, mode);
  return Samples(image.view());
}

/// Returns the code of the error for `encoded`; fails if there is none.
inline ErrorCode FailureOf(std::span<const std::byte> encoded, const ImageLimits& limits = {}) {
  Image image;
  try {
    AnyImageDecoder(limits).Decode(encoded, ColorMode::kRgb, image);
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "no error";
  return ErrorCode::kIo;
}

/// Expects an error for each prefix, but for the last `padding` bytes, without which the pixels are
/// complete.
inline void ExpectPrefixesFail(const std::vector<std::byte>& encoded, std::size_t padding = 0) {
  const std::vector<std::uint8_t> whole = DecodedSamples(encoded, ColorMode::kRgb);
  for (std::size_t size = 0; size < encoded.size(); ++size) {
    // In memory of its own, so that tools notice reads beyond its end.
    const std::vector<std::byte> prefix(encoded.begin(),
                                        encoded.begin() + static_cast<std::ptrdiff_t>(size));
    if (size >= encoded.size() - padding) {
      EXPECT_EQ(DecodedSamples(prefix, ColorMode::kRgb), whole) << size << " bytes";
    } else {
      EXPECT_THROW(Decoded(prefix), Error) << size << " of " << encoded.size() << " bytes";
    }
  }
}

/// Decodes the file with some bytes replaced, many times. Any result but an Error or an image is a
/// failure.
inline void TryDamage(const std::vector<std::byte>& encoded, int rounds = 300) {
  std::mt19937 random(7);
  AnyImageDecoder decoder({.max_pixels = 1 << 20});
  Image image;
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::byte> damaged = encoded;
    for (unsigned count = 1 + random() % 4; count > 0; --count) {
      damaged[random() % damaged.size()] = static_cast<std::byte>(random());
    }
    try {
      decoder.Decode(damaged, ColorMode::kAsStored, image);
    } catch (const Error&) {
    }
  }
}

}  // namespace imrec::test

#endif  // IMREC_TESTS_IMAGE_DAMAGE_H_
