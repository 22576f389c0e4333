#include <imrec/sample_renderer.h>

#include <algorithm>

namespace imrec {
namespace {

AxisRequest Axis(int source, int canvas, int offset, Interval window, int output, bool mirror) {
  return {.source_size = source,
          .canvas = {.begin = static_cast<double>(-offset),
                     .end = static_cast<double>(canvas - offset)},
          .window = window,
          .output_size = output,
          .mirror = mirror};
}

}  // namespace

SampleRenderer::SampleRenderer(const AugmentRecipe& recipe)
    : recipe_(recipe), row_(3 * static_cast<std::size_t>(recipe.resize.output.width)) {}

void SampleRenderer::Render(const SamplePlan& plan, ImageView source, std::span<float> chw) {
  if (!plan.ShowsSource()) return Fill(chw);
  resampler_.Prepare(Axis(plan.source.width, plan.canvas.size.width, plan.canvas.left,
                          plan.window_x(), plan.output.width, plan.mirror),
                     Axis(plan.source.height, plan.canvas.size.height, plan.canvas.top,
                          plan.window_y(), plan.output.height, false));
  const auto width = static_cast<std::size_t>(plan.output.width);
  const std::size_t plane = width * static_cast<std::size_t>(plan.output.height);
  for (int y = 0; y < plan.output.height; ++y) {
    RenderRow(plan, source, y);
    for (std::size_t c = 0; c < 3; ++c) {
      const float mean = recipe_.mean[c];
      const float scale = 1.0F / recipe_.std[c];
      const float* from = row_.data() + c * width;
      float* to = chw.data() + c * plane + static_cast<std::size_t>(y) * width;
      for (std::size_t x = 0; x < width; ++x) to[x] = (from[x] - mean) * scale;
    }
  }
}

// Leaves the row, 0..255, in row_.
void SampleRenderer::RenderRow(const SamplePlan& plan, ImageView source, int y) {
  const auto width = static_cast<std::size_t>(plan.output.width);
  const std::span<float> row(row_);
  resampler_.ResampleRow(source, y, row);
  const AxisWeights& horizontal = resampler_.horizontal();
  const float row_coverage = resampler_.vertical().coverage(y);
  const auto coverage = [&](std::size_t x) {
    return row_coverage * horizontal.coverage(static_cast<int>(x));
  };
  const bool all_source = row_coverage == 1.0F && horizontal.fully_covered();
  if (!all_source) {
    // Where fill has a share, bring the source's part back to full strength for the colours.
    for (std::size_t x = 0; x < width; ++x) {
      const float share = coverage(x);
      if (share == 1.0F || share == 0.0F) continue;
      for (std::size_t c = 0; c < 3; ++c) row[c * width + x] /= share;
    }
  }
  ApplyColor(plan.color, {.red = row.subspan(0, width),
                          .green = row.subspan(width, width),
                          .blue = row.subspan(2 * width, width)});
  if (all_source) return;
  for (std::size_t x = 0; x < width; ++x) {
    const float share = coverage(x);
    if (share == 1.0F) continue;
    for (std::size_t c = 0; c < 3; ++c) {
      float& value = row[c * width + x];
      value = share == 0.0F ? recipe_.fill[c] : value * share + recipe_.fill[c] * (1.0F - share);
    }
  }
}

void SampleRenderer::Fill(std::span<float> chw) const {
  const std::size_t plane = chw.size() / 3;
  for (std::size_t c = 0; c < 3; ++c) {
    const float value = (recipe_.fill[c] - recipe_.mean[c]) * (1.0F / recipe_.std[c]);
    std::ranges::fill(chw.subspan(c * plane, plane), value);
  }
}

}  // namespace imrec
