// Bar charts as text, JSON, web page and picture.
#ifndef IMREC_READER_TOOL_STATS_HISTOGRAM_H_
#define IMREC_READER_TOOL_STATS_HISTOGRAM_H_

#include <cstdint>
#include <string>
#include <vector>

#include <imrec/image.h>
#include <nlohmann/json.hpp>

namespace imrec::tool {

struct Histogram {
  struct Bin {
    std::string name;
    std::uint64_t count = 0;
  };
  std::string title;
  std::vector<Bin> bins;
};

/// Bins for box sizes: the square root of a box's share of the image, in steps of a tenth.
class BoxSizeHistogram {
 public:
  void Add(double width, double height);
  Histogram Get(std::string title) const;

 private:
  std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(10);
};

/// Prints to standard output, with bars of '#'.
void PrintHistograms(const std::vector<Histogram>& histograms);

/// Returns {title: {bin: count}}.
nlohmann::ordered_json HistogramsJson(const std::vector<Histogram>& histograms);

/// Draws bars with their names and counts on white.
Image DrawHistograms(const std::string& title, const std::vector<Histogram>& histograms);

/// Writes a page (OUT.html, or "-" for standard output) or a picture (OUT.png, OUT.jpg). Throws
/// Error(kInvalidArgument) for another extension. CheckChartPath checks that before any work is
/// done.
void WriteCharts(const std::string& path, const std::string& title, const std::string& summary,
                 const std::vector<Histogram>& histograms);
void CheckChartPath(const std::string& path);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_STATS_HISTOGRAM_H_
