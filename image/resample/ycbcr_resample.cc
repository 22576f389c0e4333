#include "image/internal/ycbcr_resample.h"

#include <cstddef>

#include "image/resample/ycbcr_kernels.h"
#include "image/resample/ycbcr_to_rgb_rows.h"

namespace imrec {
namespace {

constexpr float kNoDifference = 128;

}  // namespace

YcbcrResampler::YcbcrResampler() : rgb_rows_(std::make_unique<YcbcrToRgbRows>()) {}
YcbcrResampler::YcbcrResampler(YcbcrResampler&&) noexcept = default;
YcbcrResampler& YcbcrResampler::operator=(YcbcrResampler&&) noexcept = default;
YcbcrResampler::~YcbcrResampler() = default;

void YcbcrResampler::Prepare(Resampler& pixels, const YcbcrPart& part, ChromaResampling how) {
  pixels_ = &pixels;
  part_ = &part;
  how_ = how;
  if (how == ChromaResampling::kAsPixels) return rgb_rows_->Begin(part, pixels.SourceWindow());
  const auto prepare = [&pixels](Resampler& resampler, const SamplePlane& plane, float zero) {
    resampler.PrepareSamples(pixels, plane.horizontal, plane.vertical, zero);
  };
  prepare(luma_, part.planes[0], 0);
  prepare(chroma_, part.planes[1], kNoDifference);
}

void YcbcrResampler::ResampleRows(int y, int count, AxisRange outputs, std::span<float> planes) {
  if (how_ == ChromaResampling::kAsPixels) {
    ResamplePixels(y, count, outputs, planes);
  } else {
    ResampleSamples(y, count, outputs, planes);
  }
}

void YcbcrResampler::ResamplePixels(int y, int count, AxisRange outputs, std::span<float> planes) {
  const AxisRange rows = pixels_->vertical().SourceOf(y, count);
  if (rows.begin < rows.end) rgb_rows_->MoveTo(rows.begin, rows.end);
  const std::size_t size = planes.size() / 3;
  for (std::size_t i = 0; i < 3; ++i) {
    pixels_->ResampleRows(rgb_rows_->plane(i), rgb_rows_->origin(), y, count, outputs,
                          planes.subspan(i * size, size));
  }
}

void YcbcrResampler::ResampleSamples(int y, int count, AxisRange outputs, std::span<float> planes) {
  const std::size_t size = planes.size() / 3;
  for (std::size_t i = 0; i < 3; ++i) {
    const SamplePlane& plane = part_->planes[i];
    Resampler& resampler = i == 0 ? luma_ : chroma_;
    resampler.ResampleRows(plane.samples.view(), plane.origin, y, count, outputs,
                           planes.subspan(i * size, size));
  }
  YcbcrToRgb(planes.data(), planes.data() + size, planes.data() + 2 * size, size);
}

}  // namespace imrec
