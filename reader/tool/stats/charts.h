// Bar charts as text, JSON, web page and picture.
#ifndef IMREC_READER_TOOL_STATS_CHARTS_H_
#define IMREC_READER_TOOL_STATS_CHARTS_H_

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "recordio/console/histogram.h"

namespace imrec::tool {

using console::Histogram;

/// Prints to standard output, with bars of '#'.
void PrintHistograms(const std::vector<Histogram>& histograms);

/// Returns {title: {bin: count}}.
nlohmann::ordered_json HistogramsJson(const std::vector<Histogram>& histograms);

/// Writes a page (OUT.html, or "-" for standard output) or a picture (OUT.png, OUT.jpg). Throws
/// Error(kInvalidArgument) for another extension. CheckChartPath checks that before any work is
/// done.
void WriteCharts(const std::string& path, const std::string& title, const std::string& summary,
                 const std::vector<Histogram>& histograms);
void CheckChartPath(const std::string& path);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_STATS_CHARTS_H_
