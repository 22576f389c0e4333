// Pixel buffers: 8-bit samples, interleaved channels, rows from top to bottom.
#ifndef IMREC_IMAGE_H_
#define IMREC_IMAGE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include <imrec/export.h>

namespace imrec {

/// Width and height in pixels.
struct ImageSize {
  int width = 0;
  int height = 0;

  friend bool operator==(const ImageSize&, const ImageSize&) = default;
};

/// The interval [begin, end) of an axis, in pixels. It may extend beyond the image.
struct Interval {
  double begin = 0;
  double end = 0;

  double length() const { return end - begin; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// The pixels [left, right) by [top, bottom).
struct PixelWindow {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;

  ImageSize size() const { return {.width = right - left, .height = bottom - top}; }
  friend bool operator==(const PixelWindow&, const PixelWindow&) = default;
};

/// The position of the top left pixel of a part in the whole image.
struct PixelOrigin {
  int left = 0;
  int top = 0;
};

/// A view of pixels. Does not own them; they must outlive the view. `Sample` is std::uint8_t, or
/// const std::uint8_t for a read-only view.
template <typename Sample>
class BasicImageView {
 public:
  BasicImageView() = default;
  /// `stride` is the distance between rows in samples, at least size.width * channels.
  BasicImageView(Sample* data, ImageSize size, int channels, std::ptrdiff_t stride)
      : data_(data), size_(size), channels_(channels), stride_(stride) {}
  /// A writable view converts to a read-only one.
  template <typename Other>
  requires std::is_same_v<Sample, const Other> BasicImageView(const BasicImageView<Other>& other)
      : BasicImageView(other.data(), other.size(), other.channels(), other.stride()) {}

  Sample* data() const { return data_; }
  ImageSize size() const { return size_; }
  int width() const { return size_.width; }
  int height() const { return size_.height; }
  /// 1 = grey, 3 = RGB, 4 = RGBA.
  int channels() const { return channels_; }
  std::ptrdiff_t stride() const { return stride_; }

  /// The samples of row `y`.
  std::span<Sample> row(int y) const {
    return {data_ + y * stride_,
            static_cast<std::size_t>(size_.width) * static_cast<std::size_t>(channels_)};
  }
  /// The samples of one pixel.
  std::span<Sample> pixel(int x, int y) const {
    const auto channels = static_cast<std::size_t>(channels_);
    return row(y).subspan(static_cast<std::size_t>(x) * channels, channels);
  }
  /// A view of the part with the top left pixel (x, y) and the given size. It must lie inside.
  BasicImageView Sub(int x, int y, ImageSize size) const {
    return {data_ + y * stride_ + static_cast<std::ptrdiff_t>(x) * channels_, size, channels_,
            stride_};
  }

 private:
  Sample* data_ = nullptr;
  ImageSize size_;
  int channels_ = 0;
  std::ptrdiff_t stride_ = 0;
};

using ImageView = BasicImageView<const std::uint8_t>;
using MutableImageView = BasicImageView<std::uint8_t>;

/// An image that owns its pixels. Rows have no padding. A moved-from image is unspecified until
/// Resize(). Not thread-safe.
class IMREC_EXPORT Image {
 public:
  /// The maximum number of pixels, so that a forged header cannot cause a huge allocation.
  static constexpr std::int64_t kMaxPixels = std::int64_t{1} << 28;

  Image() = default;
  Image(ImageSize size, int channels) { Resize(size, channels); }

  /// Sets size and number of channels; memory is reused. The pixels are then unspecified. Throws
  /// Error(kLimitExceeded) if the image would have more than kMaxPixels pixels.
  void Resize(ImageSize size, int channels);

  /// Throws Error(kLimitExceeded) if an image of this size would have more than kMaxPixels pixels.
  static void CheckSize(ImageSize size);

  ImageSize size() const { return size_; }
  int width() const { return size_.width; }
  int height() const { return size_.height; }
  int channels() const { return channels_; }
  bool empty() const { return pixels_.empty(); }

  ImageView view() const { return {pixels_.data(), size_, channels_, Stride()}; }
  MutableImageView view() { return {pixels_.data(), size_, channels_, Stride()}; }

 private:
  std::ptrdiff_t Stride() const { return static_cast<std::ptrdiff_t>(size_.width) * channels_; }

  ImageSize size_;
  int channels_ = 0;
  std::vector<std::uint8_t> pixels_;
};

/// Copies the pixels of `source` to `target`, which must have the same size and channels.
IMREC_EXPORT void CopyPixels(ImageView source, MutableImageView target);

/// Replaces `target` by `source` with `channels` channels (1, 3 or 4). Grey is 0.299 R + 0.587 G +
/// 0.114 B (ITU-R BT.601). Alpha is dropped, or added as 255.
IMREC_EXPORT void ConvertChannels(ImageView source, int channels, Image& target);

}  // namespace imrec

#endif  // IMREC_IMAGE_H_
