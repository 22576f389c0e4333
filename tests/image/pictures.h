// Comparing pictures in tests.
#ifndef IMREC_TESTS_IMAGE_PICTURES_H_
#define IMREC_TESTS_IMAGE_PICTURES_H_

#include <imrec/error.h>
#include <imrec/image.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace imrec::test {

/// All samples, row after row.
inline std::vector<std::uint8_t> Samples(ImageView image) {
  std::vector<std::uint8_t> samples;
  for (int y = 0; y < image.height(); ++y) {
    samples.insert(samples.end(), image.row(y).begin(), image.row(y).end());
  }
  return samples;
}

/// An image with these samples.
inline Image FromSamples(ImageSize size, int channels, const std::vector<std::uint8_t>& samples) {
  Image image(size, channels);
  std::ranges::copy(samples, image.view().data());
  return image;
}

/// The largest difference of two samples; fails if the shapes differ.
inline int MaxDifference(ImageView a, ImageView b) {
  EXPECT_EQ(a.size(), b.size());
  EXPECT_EQ(a.channels(), b.channels());
  const std::vector<std::uint8_t> left = Samples(a);
  const std::vector<std::uint8_t> right = Samples(b);
  if (left.size() != right.size()) return 256;
  int largest = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    largest = std::max(largest, std::abs(left[i] - right[i]));
  }
  return largest;
}

/// Two numbers between 0 and `size`, the first below the second.
inline std::pair<int, int> RandomRange(int size, std::mt19937& random) {
  const int a = std::uniform_int_distribution(0, size - 1)(random);
  const int b = std::uniform_int_distribution(0, size - 1)(random);
  return {std::min(a, b), std::max(a, b) + 1};
}

/// Any window inside, not empty.
inline PixelWindow RandomWindow(ImageSize size, std::mt19937& random) {
  const auto [left, right] = RandomRange(size.width, random);
  const auto [top, bottom] = RandomRange(size.height, random);
  return {.left = left, .top = top, .right = right, .bottom = bottom};
}

}  // namespace imrec::test

#endif  // IMREC_TESTS_IMAGE_PICTURES_H_
