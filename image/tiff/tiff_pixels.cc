#include "image/tiff/tiff_pixels.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include <imrec/error.h>

namespace imrec::tiff {
namespace {

// As libtiff: without a colour profile.
void CmykToRgb(const std::uint8_t* cmyk, std::uint8_t* rgb) {
  const int black = 255 - cmyk[3];
  for (int c = 0; c < 3; ++c) rgb[c] = static_cast<std::uint8_t>(black * (255 - cmyk[c]) / 255);
}

bool AllWithin(const float* values, int count, float low, float high) {
  return std::all_of(values, values + count,
                     [&](float value) { return value >= low && value <= high; });
}

}  // namespace

PixelConverter::PixelConverter(const File& file, const Directory& directory, int channels)
    : directory_(directory),
      channels_(channels),
      wanted_(directory.Colours() + (channels == 4 ? 1 : 0)),
      block_width_(file.block_size().width) {
  const tmsize_t pitch =
      file.is_tiled() ? TIFFTileRowSize(file.handle()) : TIFFScanlineSize(file.handle());
  if (pitch <= 0) file.Fail("its rows have no size");
  pitch_ = static_cast<std::size_t>(pitch);
  SetTables(file);
}

void PixelConverter::SetTables(const File& file) {
  const bool palette = directory_.photometric == Photometric::kPalette;
  const int most = directory_.bits < 8 ? (1 << directory_.bits) - 1 : 255;
  for (int value = 0; value <= most; ++value) {
    int scaled = palette ? value : value * 255 / most;
    if (directory_.photometric == Photometric::kWhiteIsZero) scaled = 255 - scaled;
    scaled_[static_cast<std::size_t>(value)] = static_cast<std::uint8_t>(scaled);
  }
  if (palette) SetPalette(file);
  // libtiff converts the colours of JPEGs, unless they are in planes.
  ycbcr_ = directory_.photometric == Photometric::kYcbcr &&
           (directory_.compression != COMPRESSION_JPEG || directory_.separate_planes);
  if (ycbcr_) SetYcbcr(file);
  const bool converted = ycbcr_ || palette || directory_.photometric == Photometric::kCmyk ||
                         directory_.photometric == Photometric::kWhiteIsZero;
  copied_ = !converted && directory_.bits == 8 && !directory_.separate_planes &&
            channels_ == directory_.samples && wanted_ == channels_;
}

// Colours have 16 bits. Some files have 8, as libtiff tells by their values.
void PixelConverter::SetPalette(const File& file) {
  std::array<std::uint16_t*, 3> maps{};
  auto& [red, green, blue] = maps;
  if (TIFFGetField(file.handle(), TIFFTAG_COLORMAP, &red, &green, &blue) == 0) {
    file.Fail("its palette is missing");
  }
  const std::size_t count = std::size_t{1} << directory_.bits;
  const bool narrow = std::ranges::all_of(maps, [&](const std::uint16_t* map) {
    return std::all_of(map, map + count, [](std::uint16_t value) { return value < 256; });
  });
  palette_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      palette_[i][c] = static_cast<std::uint8_t>(narrow ? maps[c][i] : maps[c][i] >> 8);
    }
  }
}

void PixelConverter::SetYcbcr(const File& file) {
  std::uint16_t horizontal = 0;
  std::uint16_t vertical = 0;
  float* luma = nullptr;
  float* black_white = nullptr;
  TIFFGetFieldDefaulted(file.handle(), TIFFTAG_YCBCRSUBSAMPLING, &horizontal, &vertical);
  TIFFGetFieldDefaulted(file.handle(), TIFFTAG_YCBCRCOEFFICIENTS, &luma);
  TIFFGetFieldDefaulted(file.handle(), TIFFTAG_REFERENCEBLACKWHITE, &black_white);
  const auto is_factor = [](std::uint16_t factor) {
    return factor == 1 || factor == 2 || factor == 4;
  };
  if (!is_factor(horizontal) || !is_factor(vertical)) Refuse("its chroma subsampling is invalid");
  constexpr float kMostLevel = 65536;
  if (luma == nullptr || black_white == nullptr || !AllWithin(luma, 3, 0, 1) || luma[1] < 0.01F ||
      !AllWithin(black_white, 6, -kMostLevel, kMostLevel)) {
    Refuse("its YCbCr coefficients are invalid");
  }
  if (directory_.separate_planes && (horizontal != 1 || vertical != 1)) {
    throw Error(ErrorCode::kUnsupported, "unsupported TIFF: subsampled chroma in planes");
  }
  subsampled_x_ = horizontal;
  subsampled_y_ = vertical;
  // As in libtiff: the tables follow the structure.
  constexpr std::size_t kBytes = sizeof(TIFFYCbCrToRGB) + sizeof(long) +
                                 sizeof(TIFFRGBValue) * 4 * 256 + sizeof(int) * 2 * 256 +
                                 sizeof(std::int32_t) * 3 * 256;
  ycbcr_memory_.resize(kBytes / sizeof(std::max_align_t) + 1);
  if (TIFFYCbCrToRGBInit(reinterpret_cast<TIFFYCbCrToRGB*>(ycbcr_memory_.data()), luma,
                         black_white) < 0) {
    Refuse("its YCbCr coefficients are invalid");
  }
}

void PixelConverter::ConvertRow(Planes planes, int row, std::span<std::uint8_t> out) {
  const auto channels = static_cast<std::size_t>(channels_);
  const auto wanted = static_cast<std::size_t>(wanted_);
  const std::size_t width = out.size() / channels;
  if (copied_) {
    const auto bytes = RowOf(planes[0], row);
    if (bytes.size() < out.size()) Refuse("its rows are too short");
    std::memcpy(out.data(), bytes.data(), out.size());
    return;
  }
  samples_.resize(width * wanted);
  UnpackRow(planes, row, width);
  for (std::size_t x = 0; x < width; ++x) ConvertPixel(&samples_[x * wanted], &out[x * channels]);
}

std::span<const std::byte> PixelConverter::RowOf(const std::vector<std::byte>& block,
                                                 int row) const {
  const std::size_t at = static_cast<std::size_t>(row) * pitch_;
  if (at > block.size() || block.size() - at < pitch_) Refuse("its rows are too long");
  return std::span(block).subspan(at, pitch_);
}

void PixelConverter::UnpackRow(Planes planes, int row, std::size_t width) {
  if (ycbcr_ && !directory_.separate_planes) return UnpackYcbcr(planes[0], row, width);
  const auto wanted = static_cast<std::size_t>(wanted_);
  if (!directory_.separate_planes) {
    const auto stored = static_cast<std::size_t>(directory_.samples);
    return UnpackSamples(RowOf(planes[0], row), 0, stored, wanted, width);
  }
  for (std::size_t plane = 0; plane < wanted; ++plane) {
    UnpackSamples(RowOf(planes[plane], row), plane, 1, 1, width);
  }
}

// Unpacks `count` samples of each pixel of a row that has `step` samples per pixel; `first` is the
// position of the first in samples_.
void PixelConverter::UnpackSamples(std::span<const std::byte> bytes, std::size_t first,
                                   std::size_t step, std::size_t count, std::size_t width) {
  const auto wanted = static_cast<std::size_t>(wanted_);
  const auto bits = static_cast<std::size_t>(directory_.bits);
  if (bytes.size() < (width * step * bits + 7) / 8) Refuse("its rows are too short");
  for (std::size_t x = 0; x < width; ++x) {
    for (std::size_t s = 0; s < count; ++s) {
      const std::size_t from = x * step + s;
      std::uint8_t& to = samples_[x * wanted + first + s];
      if (bits == 8) {
        to = scaled_[std::to_integer<std::size_t>(bytes[from])];
      } else if (bits == 16) {
        std::uint16_t value = 0;
        std::memcpy(&value, &bytes[2 * from], sizeof(value));
        // As libtiff, and so OpenCV: colours are rounded, grey is cut.
        to = directory_.Colours() > 1 ? static_cast<std::uint8_t>((value + 128) / 257)
                                      : scaled_[value >> 8];
      } else {
        const std::size_t shift = 8 - bits - from * bits % 8;
        const auto byte = std::to_integer<std::size_t>(bytes[from * bits / 8]);
        to = scaled_[byte >> shift & ((std::size_t{1} << bits) - 1)];
      }
    }
  }
}

// A unit has the luma of subsampled_x_ * subsampled_y_ pixels, then one Cb and one Cr.
void PixelConverter::UnpackYcbcr(std::span<const std::byte> block, int row, std::size_t width) {
  const auto across = static_cast<std::size_t>(subsampled_x_);
  const auto down = static_cast<std::size_t>(subsampled_y_);
  const std::size_t unit = across * down + 2;
  const std::size_t units = (static_cast<std::size_t>(block_width_) + across - 1) / across;
  const std::size_t start = static_cast<std::size_t>(row) / down * units * unit;
  if (start > block.size() || block.size() - start < units * unit || width > units * across) {
    Refuse("its rows are too short");
  }
  for (std::size_t x = 0; x < width; ++x) {
    const auto sample = [&](std::size_t at) {
      return std::to_integer<std::uint8_t>(block[start + x / across * unit + at]);
    };
    samples_[3 * x] = sample(static_cast<std::size_t>(row) % down * across + x % across);
    samples_[3 * x + 1] = sample(across * down);
    samples_[3 * x + 2] = sample(across * down + 1);
  }
}

void PixelConverter::ConvertPixel(const std::uint8_t* samples, std::uint8_t* out) const {
  if (!palette_.empty()) {
    std::ranges::copy(palette_[samples[0]], out);
  } else if (directory_.photometric == Photometric::kCmyk) {
    CmykToRgb(samples, out);
  } else if (ycbcr_) {
    std::array<std::uint32_t, 3> rgb{};
    auto* converter =
        reinterpret_cast<TIFFYCbCrToRGB*>(const_cast<std::max_align_t*>(ycbcr_memory_.data()));
    auto& [red, green, blue] = rgb;
    TIFFYCbCrtoRGB(converter, samples[0], samples[1], samples[2], &red, &green, &blue);
    for (int c = 0; c < 3; ++c)
      out[c] = static_cast<std::uint8_t>(rgb[static_cast<std::size_t>(c)]);
  } else if (directory_.Colours() == 3) {
    std::copy_n(samples, 3, out);
  } else {
    std::fill_n(out, std::min(channels_, 3), samples[0]);
  }
  if (channels_ == 4) {
    const std::uint8_t alpha = samples[wanted_ - 1];
    // The table that inverts grey has inverted it, too.
    out[3] = directory_.photometric == Photometric::kWhiteIsZero
                 ? static_cast<std::uint8_t>(255 - alpha)
                 : alpha;
  }
}

}  // namespace imrec::tiff
