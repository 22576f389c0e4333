#include "augment/internal/sample_renderer.h"

#include <algorithm>

#include <imrec/error.h>

#include "augment/color/color_distortion.h"
#include "image/internal/tensor_writer.h"

namespace imrec {
namespace {

// One axis of the window, in source pixels.
struct Extent {
  int source = 0;
  int canvas = 0;
  int offset = 0;  // offset of the source on the canvas
  Interval window;
  int output = 0;
};

// Converts to pixels of the source that the decoder has shrunk by `divisor`.
AxisRequest Axis(const Extent& extent, int divisor, bool mirror, ResampleFilter filter) {
  const auto shrunk = [divisor](double at) { return at / divisor; };
  return {.source_size = (extent.source + divisor - 1) / divisor,
          .canvas = {.begin = shrunk(-extent.offset), .end = shrunk(extent.canvas - extent.offset)},
          .window = {.begin = shrunk(extent.window.begin), .end = shrunk(extent.window.end)},
          .output_size = extent.output,
          .mirror = mirror,
          .filter = filter};
}

void Require(bool good, const char* problem) {
  if (!good) throw Error(ErrorCode::kInvalidArgument, problem);
}

// Whether a plane with one sample per pixel has all pixels of the window.
bool Contains(const SamplePlane& plane, const PixelWindow& window) {
  const PixelOrigin& origin = plane.origin;
  return origin.left <= window.left && origin.top <= window.top &&
         window.right <= origin.left + plane.samples.width() &&
         window.bottom <= origin.top + plane.samples.height();
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
      planes_(static_cast<std::size_t>(recipe.resize.output.width) * 3 * kRowsAtOnce) {}

bool SampleRenderer::TakesYcbcr(const SamplePlan& plan) { return !NeedsMeanGrey(plan.color); }

int SampleRenderer::Divisor(const SamplePlan& plan) const {
  if (plan.filter == ResampleFilter::kNearest) return 1;
  const Placement placement = plan.PlacementInOutput();
  const double shrinking = std::min(plan.window_x().length() / placement.size.width,
                                    plan.window_y().length() / placement.size.height);
  int divisor = 8;
  while (divisor > 1 && shrinking < divisor * recipe_.resize.decode_ratio) divisor /= 2;
  return divisor;
}

Aim SampleRenderer::AimFor(const SamplePlan& plan, int divisor) {
  const Placement placement = plan.PlacementInOutput();
  Aim aim = {.part = {.window = {}, .divisor = divisor},
             .horizontal = Axis({.source = plan.source.width,
                                 .canvas = plan.canvas.size.width,
                                 .offset = plan.canvas.left,
                                 .window = plan.window_x(),
                                 .output = placement.size.width},
                                divisor, plan.mirror, plan.filter),
             .vertical = Axis({.source = plan.source.height,
                               .canvas = plan.canvas.size.height,
                               .offset = plan.canvas.top,
                               .window = plan.window_y(),
                               .output = placement.size.height},
                              divisor, false, plan.filter)};
  // The weights say which pixels have a share. They stay prepared for RenderPart().
  resampler_.Prepare(aim.horizontal, aim.vertical);
  aim.part.window = resampler_.SourceWindow();
  const PixelWindow& window = aim.part.window;
  const bool nothing = window.left >= window.right || window.top >= window.bottom;
  if (nothing || NeedsMeanGrey(plan.color)) {
    // The mean is that of all pixels. If the window overlaps the source by less than the smallest
    // filter weight, it shows no pixel, and the decoded part does not matter.
    const ImageSize whole = ShrunkSize(plan.source, divisor);
    aim.part.window = {.left = 0, .top = 0, .right = whole.width, .bottom = whole.height};
  }
  return aim;
}

void SampleRenderer::PrepareResampler(const SamplePlan& plan, const Aim& aim) {
  const ImageSize output = {.width = aim.horizontal.output_size,
                            .height = aim.vertical.output_size};
  Require(output == plan.PlacementInOutput().size, "the aim is that of another plan");
  resampler_.Prepare(aim.horizontal, aim.vertical);
}

void SampleRenderer::RenderPart(const SamplePlan& plan, const Aim& aim, ImageView shown,
                                std::span<std::byte> image) {
  Require(shown.size() == aim.part.window.size() && shown.channels() == 3,
          "the pixels shown are not the RGB part that the plan aims at");
  PrepareResampler(plan, aim);
  const PixelOrigin origin = {.left = aim.part.window.left, .top = aim.part.window.top};
  const AxisRange columns = resampler_.horizontal().covered();
  const float mean_grey = NeedsMeanGrey(plan.color) ? MeanGrey(shown) : 0;
  RenderRows(plan, mean_grey, image, [&](int y, int rows, std::span<float> planes) {
    resampler_.ResampleRows(shown, origin, y, rows, columns, planes);
  });
}

void SampleRenderer::RenderPart(const SamplePlan& plan, const Aim& aim, const YcbcrPart& shown,
                                std::span<std::byte> image) {
  Require(Contains(shown.planes[0], aim.part.window),
          "the planes shown do not contain the part that the plan aims at");
  PrepareResampler(plan, aim);
  ycbcr_resampler_.Prepare(resampler_, shown, recipe_.resize.chroma);
  const AxisRange columns = resampler_.horizontal().covered();
  RenderRows(plan, 0, image, [&](int y, int rows, std::span<float> planes) {
    ycbcr_resampler_.ResampleRows(y, rows, columns, planes);
  });
}

// `resample` returns rows of the output columns to which the source contributes, 0..255.
template <typename Resample>
void SampleRenderer::RenderRows(const SamplePlan& plan, float mean_grey, std::span<std::byte> image,
                                const Resample& resample) {
  const TensorWriter writer = WriterFor(plan, image);
  const Placement placement = plan.PlacementInOutput();
  const AxisRange columns = resampler_.horizontal().covered();
  const AxisRange rows = resampler_.vertical().covered();
  FillAround(plan,
             {.left = placement.left + columns.begin,
              .top = placement.top + rows.begin,
              .right = placement.left + columns.end,
              .bottom = placement.top + rows.end},
             writer);
  for (int y = rows.begin; y < rows.end && columns.size() > 0; y += kRowsAtOnce) {
    const int count = std::min(kRowsAtOnce, rows.end - y);
    const std::span<float> planes =
        std::span(planes_).first(3 * static_cast<std::size_t>(count * columns.size()));
    resample(y, count, planes);
    FinishRows(plan, y, mean_grey, planes);
    writer.WriteRows(placement.left + columns.begin, placement.top + y, count, planes);
  }
  writer.Finish();
}

void SampleRenderer::RenderFill(const SamplePlan& plan, std::span<std::byte> image) {
  const TensorWriter writer = WriterFor(plan, image);
  FillAround(plan, {}, writer);
  writer.Finish();
}

// Checks the size of the output memory.
TensorWriter SampleRenderer::WriterFor(const SamplePlan& plan, std::span<std::byte> image) const {
  Require(plan.output == recipe_.resize.output, "the plan is of a recipe with another output size");
  Require(image.size() == format_.image_bytes(plan.output),
          "the image written to is not of the format's size for the plan's output");
  return {format_, normalisation_, plan.output, image};
}

// Writes the padding around the crop, and, inside it, the fill around the source's pixels.
void SampleRenderer::FillAround(const SamplePlan& plan, const PixelWindow& shown,
                                const TensorWriter& writer) const {
  const auto fill_between = [&](const PixelWindow& outer, const PixelWindow& inner,
                                const std::array<float, 3>& color) {
    if (inner.left >= inner.right || inner.top >= inner.bottom) return writer.Fill(outer, color);
    writer.Fill({outer.left, outer.top, outer.right, inner.top}, color);
    writer.Fill({outer.left, inner.top, inner.left, inner.bottom}, color);
    writer.Fill({inner.right, inner.top, outer.right, inner.bottom}, color);
    writer.Fill({outer.left, inner.bottom, outer.right, outer.bottom}, color);
  };
  const Placement placement = plan.PlacementInOutput();
  const PixelWindow crop = {.left = placement.left,
                            .top = placement.top,
                            .right = placement.left + placement.size.width,
                            .bottom = placement.top + placement.size.height};
  fill_between({0, 0, plan.output.width, plan.output.height}, crop, recipe_.resize.pad);
  fill_between(crop, shown, recipe_.fill);
}

void SampleRenderer::Render(const SamplePlan& plan, ImageView source, std::span<std::byte> image) {
  if (!plan.ShowsSource()) return RenderFill(plan, image);
  Require(source.size() == plan.source && source.channels() == 3,
          "the source is not the RGB image that the sample was planned for");
  const Aim aim = AimFor(plan, 1);
  const PixelWindow& window = aim.part.window;
  RenderPart(plan, aim, source.Sub(window.left, window.top, window.size()), image);
}

// The stages after resampling: colours, fill, mirror and normalisation.
void SampleRenderer::FinishRows(const SamplePlan& plan, int y, float mean_grey,
                                std::span<float> planes) const {
  const std::size_t plane = planes.size() / 3;
  RestoreStrength(y, planes);
  if (Overshoots(plan.filter)) {
    for (float& value : planes) value = std::clamp(value, 0.0F, 255.0F);
  }
  ApplyColor(plan.color,
             {.red = planes.subspan(0, plane),
              .green = planes.subspan(plane, plane),
              .blue = planes.subspan(2 * plane, plane)},
             mean_grey);
  AddFill(y, planes);
}

// Calls function(position in a plane, the source's share) for each pixel whose share is not 1.
template <typename Function>
void SampleRenderer::ForEachPartlyCovered(int y, std::span<float> planes,
                                          const Function& function) const {
  const AxisWeights& horizontal = resampler_.horizontal();
  const AxisRange covered = horizontal.covered();
  const int rows = static_cast<int>(planes.size() / 3) / covered.size();
  for (int row = 0; row < rows; ++row) {
    const float row_coverage = resampler_.vertical().coverage(y + row);
    const auto columns = [&](int begin, int end) {
      for (int x = begin; x < end; ++x) {
        const float share = row_coverage * horizontal.coverage(x);
        if (share == 1.0F) continue;
        function(static_cast<std::size_t>(row * covered.size() + x - covered.begin), share);
      }
    };
    if (row_coverage == 1.0F) {
      columns(covered.begin, horizontal.whole().begin);
      columns(horizontal.whole().end, covered.end);
    } else {
      columns(covered.begin, covered.end);
    }
  }
}

// For pixels that are partly fill, scales the source's part to full strength before the colours are
// applied. Only the result of the colours is clipped to 0..255 for these pixels.
void SampleRenderer::RestoreStrength(int y, std::span<float> planes) const {
  const std::size_t plane = planes.size() / 3;
  ForEachPartlyCovered(y, planes, [&](std::size_t at, float share) {
    if (share <= 0.0F) return;
    for (std::size_t c = 0; c < 3; ++c) {
      float& value = planes[c * plane + at];
      value = std::clamp(value / share, 0.0F, 255.0F);
    }
  });
}

void SampleRenderer::AddFill(int y, std::span<float> planes) const {
  const std::size_t plane = planes.size() / 3;
  ForEachPartlyCovered(y, planes, [&](std::size_t at, float share) {
    const float source = std::clamp(share, 0.0F, 1.0F);
    if (source == 1.0F) return;
    for (std::size_t c = 0; c < 3; ++c) {
      float& value = planes[c * plane + at];
      value = source == 0.0F ? recipe_.fill[c] : value * source + recipe_.fill[c] * (1.0F - source);
    }
  });
}

}  // namespace imrec
