#include "augment/expand.h"

namespace imrec {

Canvas PlanExpand(const ExpandOptions& options, ImageSize source, const SampleKey& key) {
  if (options.prob <= 0) return {.size = source};
  RandomStream random(key, RandomStage::kExpand);
  const bool applied = random.Chance(options.prob);
  const double ratio = random.Uniform(1, options.max_ratio);
  const double down = random.Uniform();
  const double right = random.Uniform();
  if (!applied || ratio < options.min_ratio) return {.size = source};
  const ImageSize size{.width = static_cast<int>(source.width * ratio),
                       .height = static_cast<int>(source.height * ratio)};
  return {.size = size,
          .left = static_cast<int>(right * (size.width - source.width)),
          .top = static_cast<int>(down * (size.height - source.height))};
}

BoundingBox CanvasInImage(const Canvas& canvas, ImageSize source) {
  const double width = source.width;
  const double height = source.height;
  return {.xmin = -canvas.left / width,
          .ymin = -canvas.top / height,
          .xmax = (canvas.size.width - canvas.left) / width,
          .ymax = (canvas.size.height - canvas.top) / height};
}

}  // namespace imrec
