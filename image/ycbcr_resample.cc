#include <imrec/ycbcr_resample.h>

#include <cstddef>

#include "image/ycbcr_kernels.h"

namespace imrec {
namespace {

constexpr float kNoDifference = 128;

}  // namespace

void YcbcrResampler::Prepare(const Resampler& pixels, const YcbcrPart& part) {
  part_ = &part;
  const auto prepare = [&pixels](Resampler& resampler, const SamplePlane& plane, float zero) {
    resampler.PrepareSamples(pixels, plane.horizontal, plane.vertical, zero);
  };
  prepare(luma_, part.planes[0], 0);
  prepare(chroma_, part.planes[1], kNoDifference);
}

void YcbcrResampler::ResampleRows(int y, int count, OutputRange outputs, std::span<float> planes) {
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
