#include "reader/tool/limit_options.h"

#include <cstdint>
#include <limits>

namespace imrec::tool {

void AddLimits(CLI::App& app, ImageLimits& limits) {
  app.add_option("--max-pixels", limits.max_pixels,
                 "Images of more pixels, by their header, count as bad")
      ->check(CLI::Range(std::int64_t{1}, ImageLimits::kMostPixels))
      ->capture_default_str();
  app.add_option("--max-scan-pixels", limits.max_scan_pixels,
                 "The same of JPEGs for pixels times scans")
      ->check(CLI::Range(std::int64_t{1}, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
}

}  // namespace imrec::tool
