// Statistics as a web page of bar charts.
#ifndef IMREC_READER_TOOL_STATS_STATS_PAGE_H_
#define IMREC_READER_TOOL_STATS_STATS_PAGE_H_

#include <string>
#include <vector>

#include "reader/tool/stats/histogram.h"

namespace imrec::tool {

/// Returns an HTML document that needs no other file and no network.
std::string StatsPage(const std::string& title, const std::string& summary,
                      const std::vector<Histogram>& histograms);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_STATS_STATS_PAGE_H_
