#include "tests/augment/reference_path.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "augment/color/color_distortion.h"

namespace imrec::test {
namespace {

// A canvas of floats, one plane a channel.
struct Canvas {
  int width = 0;
  int height = 0;
  std::array<std::vector<float>, 3> planes;

  float at(std::size_t c, int x, int y) const {
    return planes[c][static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                     static_cast<std::size_t>(x)];
  }
};

Canvas DistortedCanvas(const AugmentRecipe& recipe, const SamplePlan& plan, ImageView source) {
  Canvas image{.width = source.width(), .height = source.height(), .planes = {}};
  for (int y = 0; y < source.height(); ++y) {
    for (int x = 0; x < source.width(); ++x) {
      for (std::size_t c = 0; c < 3; ++c) image.planes[c].push_back(source.pixel(x, y)[c]);
    }
  }
  const float mean_grey = NeedsMeanGrey(plan.color) ? MeanGrey(source) : 0;
  ApplyColor(plan.color,
             {.red = image.planes[0], .green = image.planes[1], .blue = image.planes[2]},
             mean_grey);
  Canvas canvas{.width = plan.canvas.size.width, .height = plan.canvas.size.height, .planes = {}};
  for (int y = 0; y < canvas.height; ++y) {
    for (int x = 0; x < canvas.width; ++x) {
      const int from_x = x - plan.canvas.left;
      const int from_y = y - plan.canvas.top;
      const bool inside =
          from_x >= 0 && from_y >= 0 && from_x < image.width && from_y < image.height;
      for (std::size_t c = 0; c < 3; ++c) {
        canvas.planes[c].push_back(inside ? image.at(c, from_x, from_y) : recipe.fill[c]);
      }
    }
  }
  return canvas;
}

using Taps = std::vector<std::pair<int, double>>;

// The pixels that make output `i` of `output`, with weights that sum to 1.
Taps TriangleTaps(double begin, double length, int output, int i, int size) {
  const double scale = length / output;
  const double support = std::max(1.0, scale);
  const double centre = begin + (i + 0.5) * scale;
  Taps taps;
  double total = 0;
  const int first = std::max(0, static_cast<int>(std::floor(centre - support)) - 1);
  const int last = std::min(size - 1, static_cast<int>(std::ceil(centre + support)) + 1);
  for (int j = first; j <= last; ++j) {
    const double weight = std::max(0.0, 1 - std::abs(j + 0.5 - centre) / support);
    if (weight == 0) continue;
    taps.emplace_back(j, weight);
    total += weight;
  }
  for (auto& tap : taps) tap.second /= total;
  return taps;
}

// Calls function(x, y, columns, rows) for each pixel of the placement, x and y in the output.
template <typename Function>
void ForEachOutput(const SamplePlan& plan, const Function& function) {
  const Placement placement = plan.PlacementInOutput();
  const ImageSize canvas = plan.canvas.size;
  const BoundingBox& shown = plan.shown();
  for (int y = 0; y < placement.size.height; ++y) {
    const Taps rows = TriangleTaps(shown.ymin * canvas.height, shown.height() * canvas.height,
                                   placement.size.height, y, canvas.height);
    for (int x = 0; x < placement.size.width; ++x) {
      const Taps columns = TriangleTaps(shown.xmin * canvas.width, shown.width() * canvas.width,
                                        placement.size.width, x, canvas.width);
      const int to_x = plan.mirror ? placement.size.width - 1 - x : x;
      function(placement.left + to_x, placement.top + y, columns, rows);
    }
  }
}

std::size_t OutputIndex(const SamplePlan& plan, int x, int y) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(plan.output.width) +
         static_cast<std::size_t>(x);
}

std::size_t PlaneSize(const SamplePlan& plan) {
  return static_cast<std::size_t>(plan.output.width) * static_cast<std::size_t>(plan.output.height);
}

}  // namespace

std::vector<float> RenderByReference(const AugmentRecipe& recipe, const SamplePlan& plan,
                                     ImageView source) {
  const Canvas canvas = DistortedCanvas(recipe, plan, source);
  const std::size_t plane = PlaneSize(plan);
  std::vector<float> chw;
  for (std::size_t c = 0; c < 3; ++c) chw.insert(chw.end(), plane, recipe.resize.pad[c]);
  ForEachOutput(plan, [&](int x, int y, const Taps& columns, const Taps& rows) {
    for (std::size_t c = 0; c < 3; ++c) {
      double sum = 0;
      for (const auto& [j, row_weight] : rows) {
        for (const auto& [i, column_weight] : columns) {
          sum += row_weight * column_weight * static_cast<double>(canvas.at(c, i, j));
        }
      }
      chw[c * plane + OutputIndex(plan, x, y)] = static_cast<float>(sum);
    }
  });
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < plane; ++i) {
      float& value = chw[c * plane + i];
      value = (value - recipe.mean[c]) / recipe.std[c];
    }
  }
  return chw;
}

std::vector<float> FootprintRanges(const SamplePlan& plan, ImageView source) {
  std::vector<float> ranges(PlaneSize(plan), 0);
  ForEachOutput(plan, [&](int x, int y, const Taps& columns, const Taps& rows) {
    std::array<int, 3> low = {255, 255, 255};
    std::array<int, 3> high = {0, 0, 0};
    for (const auto& [j, row_weight] : rows) {
      for (const auto& [i, column_weight] : columns) {
        const int from_x = i - plan.canvas.left;
        const int from_y = j - plan.canvas.top;
        if (from_x < 0 || from_y < 0 || from_x >= source.width() || from_y >= source.height()) {
          continue;
        }
        for (std::size_t c = 0; c < 3; ++c) {
          low[c] = std::min<int>(low[c], source.pixel(from_x, from_y)[c]);
          high[c] = std::max<int>(high[c], source.pixel(from_x, from_y)[c]);
        }
      }
    }
    int range = 0;
    for (std::size_t c = 0; c < 3; ++c) range = std::max(range, high[c] - low[c]);
    ranges[OutputIndex(plan, x, y)] = static_cast<float>(range);
  });
  return ranges;
}

}  // namespace imrec::test
