#include <imrec/sample_renderer.h>

#include <algorithm>

namespace imrec {
namespace {

// Along one axis, in source pixels.
struct Extent {
  int source = 0;
  int canvas = 0;
  int offset = 0;  // of the source on the canvas
  Interval window;
  int output = 0;
};

// In pixels of the source shrunk by `divisor`.
AxisRequest Axis(const Extent& extent, int divisor, bool mirror, ResampleFilter filter) {
  const auto shrunk = [divisor](double at) { return at / divisor; };
  return {.source_size = (extent.source + divisor - 1) / divisor,
          .canvas = {.begin = shrunk(-extent.offset), .end = shrunk(extent.canvas - extent.offset)},
          .window = {.begin = shrunk(extent.window.begin), .end = shrunk(extent.window.end)},
          .output_size = extent.output,
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

int SampleRenderer::Divisor(const SamplePlan& plan) const {
  if (plan.filter == ResampleFilter::kNearest) return 1;
  const Placement placement = plan.PlacementInOutput();
  const double shrinking = std::min(plan.window_x().length() / placement.size.width,
                                    plan.window_y().length() / placement.size.height);
  int divisor = 8;
  while (divisor > 1 && shrinking < divisor * recipe_.resize.decode_ratio) divisor /= 2;
  return divisor;
}

ImagePart SampleRenderer::Aim(const SamplePlan& plan, int divisor) {
  const Placement placement = plan.PlacementInOutput();
  resampler_.Prepare(Axis({.source = plan.source.width,
                           .canvas = plan.canvas.size.width,
                           .offset = plan.canvas.left,
                           .window = plan.window_x(),
                           .output = placement.size.width},
                          divisor, plan.mirror, plan.filter),
                     Axis({.source = plan.source.height,
                           .canvas = plan.canvas.size.height,
                           .offset = plan.canvas.top,
                           .window = plan.window_y(),
                           .output = placement.size.height},
                          divisor, false, plan.filter));
  part_ = {.window = resampler_.SourceWindow(), .divisor = divisor};
  const PixelWindow& window = part_.window;
  const bool nothing = window.left >= window.right || window.top >= window.bottom;
  if (nothing || NeedsMeanGrey(plan.color)) {
    // The mean is one of all pixels. A window that touches the source by less than any filter
    // weight shows none; what is decoded then does not matter.
    const ImageSize whole = ShrunkSize(plan.source, divisor);
    part_.window = {.left = 0, .top = 0, .right = whole.width, .bottom = whole.height};
  }
  return part_;
}

void SampleRenderer::RenderPart(const SamplePlan& plan, ImageView shown,
                                std::span<std::byte> image) {
  const TensorWriter writer(format_, normalisation_, plan.output, image);
  if (plan.placement) writer.Fill(recipe_.resize.pad);
  const Placement placement = plan.PlacementInOutput();
  const std::span<float> row = Row(placement);
  const float mean_grey = NeedsMeanGrey(plan.color) ? MeanGrey(shown) : 0;
  for (int y = 0; y < placement.size.height; ++y) {
    RenderRow(plan, shown, y, mean_grey);
    writer.WriteRow(placement.left, placement.top + y, row);
  }
}

void SampleRenderer::RenderFill(const SamplePlan& plan, std::span<std::byte> image) {
  const TensorWriter writer(format_, normalisation_, plan.output, image);
  if (plan.placement) writer.Fill(recipe_.resize.pad);
  const Placement placement = plan.PlacementInOutput();
  const std::span<float> row = Row(placement);
  const std::size_t width = row.size() / 3;
  for (std::size_t c = 0; c < 3; ++c) {
    std::ranges::fill(row.subspan(c * width, width), recipe_.fill[c]);
  }
  for (int y = 0; y < placement.size.height; ++y) {
    writer.WriteRow(placement.left, placement.top + y, row);
  }
}

void SampleRenderer::Render(const SamplePlan& plan, ImageView source, std::span<std::byte> image) {
  if (!plan.ShowsSource()) return RenderFill(plan, image);
  const PixelWindow window = Aim(plan, 1).window;
  RenderPart(plan, source.Sub(window.left, window.top, window.size()), image);
}

std::span<float> SampleRenderer::Row(const Placement& placement) {
  return std::span(row_).first(3 * static_cast<std::size_t>(placement.size.width));
}

// Leaves the row, 0..255, in row_.
void SampleRenderer::RenderRow(const SamplePlan& plan, ImageView shown, int y, float mean_grey) {
  const std::span<float> row = Row(plan.PlacementInOutput());
  const std::size_t width = row.size() / 3;
  resampler_.ResamplePartRow(shown, {.left = part_.window.left, .top = part_.window.top}, y, row);
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
