#include "reader/tool/limit_options.h"

#include <string>

#include <CLI/CLI.hpp>

#include "recordio/console/option_values.h"

namespace imrec::tool {

void AddLimits(CLI::App& app, ImageLimits& limits) {
  console::AddWholeNumber(app, "--max-pixels", limits.max_pixels,
                          "Treat images whose header gives more pixels as bad",
                          {.lowest = 1, .highest = ImageLimits::kMostPixels})
      ->default_str(std::to_string(limits.max_pixels));
  console::AddWholeNumber(app, "--max-scan-pixels", limits.max_scan_pixels,
                          "Treat JPEGs with more pixels times scans as bad", {.lowest = 1})
      ->default_str(std::to_string(limits.max_scan_pixels));
}

}  // namespace imrec::tool
