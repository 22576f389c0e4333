// Any bytes as a JPEG file. Its parts are decoded in two ways, to planes by imrec's own reader of
// entropy-coded data, and by libjpeg: where both accept a part, they give the same pixels, and so
// does the whole. Planes are accepted only if libjpeg finds no damage in the rows that they need.
// The file that the transcoder makes of it has the same pixels.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/image_limits.h>

#include "image/internal/image_checks.h"
#include "image/internal/jpeg_transcode.h"
#include "image/internal/ycbcr_part.h"
#include "image/jpeg/jpeg_decompressor.h"
#include "image/resample/ycbcr_to_rgb_rows.h"
#include "tests/fuzz/jpeg_mutator.h"

namespace {

using Encoded = std::span<const std::byte>;

// Large images take too long to find anything.
constexpr imrec::ImageLimits kLimits = {.max_pixels = 1 << 18, .max_scan_pixels = 1 << 22};
constexpr int kWindows = 3;

imrec::ImagePart AnyPart(imrec::ImageSize size, imrec::fuzz::Choices& choices) {
  const int divisor = 1 << choices.Below(4);
  const imrec::ImageSize shrunk = imrec::ShrunkSize(size, divisor);
  const auto range = [&](int length) {
    const auto count = static_cast<std::size_t>(length);
    int begin = static_cast<int>(choices.Below(count));
    int end = static_cast<int>(choices.Below(count));
    if (choices.OneIn(4)) begin = 0;
    if (choices.OneIn(4)) end = length - 1;
    if (begin > end) std::swap(begin, end);
    return std::pair(begin, end + 1);
  };
  const auto [left, right] = range(shrunk.width);
  const auto [top, bottom] = range(shrunk.height);
  return {.window = {.left = left, .top = top, .right = right, .bottom = bottom},
          .divisor = divisor};
}

// What libjpeg says about the damage of a file with one scan.
struct Damage {
  unsigned mcu_row = 0;  // it is in this row of MCUs, or above
};

// Decodes all rows by libjpeg. Returns nullopt if it finds no damage.
std::optional<Damage> FindDamage(Encoded encoded) {
  imrec::jpeg::Decompressor jpeg(kLimits);
  jpeg.ReadCheckedHeader(encoded);
  jpeg_decompress_struct& info = jpeg.info();
  std::vector<std::uint8_t> row(std::size_t{4} * info.image_width);
  std::optional<Damage> found;
  const bool whole = jpeg.TryRun([&] {
    jpeg_start_decompress(&info);
    while (!jpeg.reports().corrupt && info.output_scanline < info.output_height) {
      JSAMPROW into = row.data();
      jpeg_read_scanlines(&info, &into, 1);
    }
  });
  // input_iMCU_row is the row that libjpeg reads next.
  if (jpeg.reports().corrupt) {
    found = {.mcu_row = std::max(info.input_iMCU_row, 1U) - 1};
  } else if (!whole) {
    found = {.mcu_row = info.input_iMCU_row};
  }
  jpeg.Abort();
  return found;
}

// The last row of MCUs that a part needs, and whether the file has restart markers, between which
// damage outside the part is not looked for.
struct Need {
  unsigned last_mcu_row = 0;
  bool restarts = false;
};

Need NeedOf(Encoded encoded, const imrec::ImagePart& part) {
  imrec::jpeg::Decompressor jpeg(kLimits);
  jpeg.ReadCheckedHeader(encoded);
  const jpeg_decompress_struct& info = jpeg.info();
  const int rows = info.max_v_samp_factor * DCTSIZE;
  const int last = (part.window.bottom - 1) * part.divisor / rows;
  const Need need = {.last_mcu_row = static_cast<unsigned>(last),
                     .restarts = info.restart_interval != 0};
  jpeg.Abort();
  return need;
}

void RequireSamePixels(const imrec::YcbcrPart& planes, const imrec::PixelWindow& window,
                       imrec::ImageView part) {
  imrec::YcbcrToRgbRows rows;
  rows.Begin(planes, window);
  rows.MoveTo(window.top, window.bottom);
  const imrec::PixelOrigin origin = rows.origin();
  for (int y = window.top; y < window.bottom; ++y) {
    for (int x = window.left; x < window.right; ++x) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        const auto plane = rows.plane(channel).pixel(x - origin.left, y - origin.top)[0];
        if (plane != part.pixel(x - window.left, y - window.top)[channel]) abort();
      }
    }
  }
}

void RequirePartOfTheWhole(const imrec::ImagePart& part, imrec::ImageView pixels,
                           imrec::AnyImageDecoder& decoder, imrec::ImageSize stored) {
  const imrec::ImageSize size = imrec::ShrunkSize(stored, part.divisor);
  const imrec::PixelWindow all = {.left = 0, .top = 0, .right = size.width, .bottom = size.height};
  const imrec::PixelWindow& window = part.window;
  imrec::Image memory;
  try {
    const imrec::ImageView whole = decoder.DecodePart(
        imrec::ColorMode::kRgb, {.window = all, .divisor = part.divisor}, memory);
    const imrec::ImageView same = whole.Sub(window.left, window.top, window.size());
    for (int y = 0; y < pixels.height(); ++y) {
      if (!std::ranges::equal(pixels.row(y), same.row(y))) abort();
    }
  } catch (const imrec::Error&) {
    // The damage may lie below the part.
  }
}

// Nothing if there are no planes, or the file is damaged.
std::optional<imrec::YcbcrPart> PlanesOf(const imrec::ImagePart& part,
                                         imrec::AnyImageDecoder& decoder) {
  imrec::YcbcrPart planes;
  try {
    if (decoder.DecodeYcbcr(part, planes)) return planes;
  } catch (const imrec::Error&) {
  }
  return std::nullopt;
}

void CheckPart(Encoded encoded, const imrec::ImagePart& part, imrec::AnyImageDecoder& decoder) {
  const imrec::ImageSize stored = decoder.Open(encoded).size;
  const std::optional<imrec::YcbcrPart> planes = PlanesOf(part, decoder);
  imrec::Image memory;
  try {
    const imrec::ImageView view = decoder.DecodePart(imrec::ColorMode::kRgb, part, memory);
    if (planes) RequireSamePixels(*planes, part.window, view);
    RequirePartOfTheWhole(part, view, decoder, stored);
  } catch (const imrec::Error&) {
    if (!planes) return;
    const Need need = NeedOf(encoded, part);
    const std::optional<Damage> damage = FindDamage(encoded);
    if (damage && !need.restarts && damage->mcu_row < need.last_mcu_row) abort();
  }
}

void CheckParts(Encoded encoded, imrec::AnyImageDecoder& decoder) {
  imrec::fuzz::Choices choices(imrec::fuzz::HashOf(encoded));
  const imrec::ImageSize size = decoder.Open(encoded).size;
  for (int i = 0; i < kWindows; ++i) CheckPart(encoded, AnyPart(size, choices), decoder);
}

// Decodes the whole file, and what the transcoder makes of it.
void CheckTranscoding(Encoded encoded, imrec::AnyImageDecoder& decoder) {
  imrec::Image before;
  decoder.Decode(encoded, imrec::ColorMode::kRgb, before);
  // Where libjpeg gave up after the last MCU, the transcoder reads a shorter file.
  if (decoder.note().starts_with("after")) return;
  std::vector<std::byte> rewritten;
  imrec::JpegTranscoder transcoder(kLimits);
  if (!transcoder.Transcode(encoded, imrec::JpegLayout::kCropReady, rewritten)) return;
  if (decoder.ReadInfo(rewritten).orientation != decoder.ReadInfo(encoded).orientation) abort();
  imrec::Image after;
  decoder.Decode(rewritten, imrec::ColorMode::kRgb, after);
  if (after.size() != before.size()) abort();
  for (int y = 0; y < after.height(); ++y) {
    if (!std::ranges::equal(after.view().row(y), before.view().row(y))) abort();
  }
  CheckParts(rewritten, decoder);
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return imrec::fuzz::MutateInPlace(imrec::fuzz::MutateJpeg, LLVMFuzzerMutate, data, size, most,
                                    seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Encoded encoded = std::as_bytes(std::span(data, size));
  const imrec::ImageCodec* codec = imrec::DetectImageCodec(encoded);
  if (codec == nullptr || codec->name != "jpeg") return 0;
  imrec::AnyImageDecoder decoder(kLimits);
  try {
    CheckParts(encoded, decoder);
    CheckTranscoding(encoded, decoder);
  } catch (const imrec::Error&) {
  }
  return 0;
}
