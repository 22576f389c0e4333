#include <imrec/sample_renderer.h>

#include <algorithm>

namespace imrec {
namespace {

AxisRequest Axis(int source, int canvas, int offset, Interval window, int output, bool mirror,
                 ResampleFilter filter) {
  return {.source_size = source,
          .canvas = {.begin = static_cast<double>(-offset),
                     .end = static_cast<double>(canvas - offset)},
          .window = window,
          .output_size = output,
          .mirror = mirror,
          .filter = filter};
}

bool Overshoots(ResampleFilter filter) {
  return filter == ResampleFilter::kCubic || filter == ResampleFilter::kLanczos;
}

}  // namespace

SampleRenderer::SampleRenderer(const AugmentRecipe& recipe, const TensorFormat& format)
    : recipe_(recipe),
      format_(format),
      normalisation_{.mean = recipe.mean,
                     .scale = {1.0F / recipe.std[0], 1.0F / recipe.std[1], 1.0F / recipe.std[2]}},
      row_(3 * static_cast<std::size_t>(recipe.resize.output.width)) {}

void SampleRenderer::Render(const SamplePlan& plan, ImageView source, std::span<std::byte> image) {
  const TensorWriter writer(format_, normalisation_, plan.output, image);
  if (plan.placement) writer.Fill(recipe_.resize.pad);
  const Placement placement = plan.PlacementInOutput();
  const auto width = static_cast<std::size_t>(placement.size.width);
  const std::span<float> row = std::span(row_).first(3 * width);
  if (!plan.ShowsSource()) {
    for (std::size_t c = 0; c < 3; ++c) {
      std::ranges::fill(row.subspan(c * width, width), recipe_.fill[c]);
    }
    for (int y = 0; y < placement.size.height; ++y) {
      writer.WriteRow(placement.left, placement.top + y, row);
    }
    return;
  }
  resampler_.Prepare(Axis(plan.source.width, plan.canvas.size.width, plan.canvas.left,
                          plan.window_x(), placement.size.width, plan.mirror, plan.filter),
                     Axis(plan.source.height, plan.canvas.size.height, plan.canvas.top,
                          plan.window_y(), placement.size.height, false, plan.filter));
  const float mean_grey = NeedsMeanGrey(plan.color) ? MeanGrey(source) : 0;
  for (int y = 0; y < placement.size.height; ++y) {
    RenderRow(plan, source, y, mean_grey);
    writer.WriteRow(placement.left, placement.top + y, row);
  }
}

// Leaves the row, 0..255, in row_.
void SampleRenderer::RenderRow(const SamplePlan& plan, ImageView source, int y, float mean_grey) {
  const auto width = static_cast<std::size_t>(plan.PlacementInOutput().size.width);
  const std::span<float> row = std::span(row_).first(3 * width);
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
      if (share == 1.0F || share <= 0.0F) continue;
      for (std::size_t c = 0; c < 3; ++c) row[c * width + x] /= share;
    }
  }
  if (Overshoots(plan.filter)) {
    for (float& value : row) value = std::clamp(value, 0.0F, 255.0F);
  }
  ApplyColor(plan.color,
             {.red = row.subspan(0, width),
              .green = row.subspan(width, width),
              .blue = row.subspan(2 * width, width)},
             mean_grey);
  if (all_source) return;
  for (std::size_t x = 0; x < width; ++x) {
    const float share = std::clamp(coverage(x), 0.0F, 1.0F);
    if (share == 1.0F) continue;
    for (std::size_t c = 0; c < 3; ++c) {
      float& value = row[c * width + x];
      value = share == 0.0F ? recipe_.fill[c] : value * share + recipe_.fill[c] * (1.0F - share);
    }
  }
}

}  // namespace imrec
