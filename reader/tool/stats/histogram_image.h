// Bar charts as a picture.
#ifndef IMREC_READER_TOOL_STATS_HISTOGRAM_IMAGE_H_
#define IMREC_READER_TOOL_STATS_HISTOGRAM_IMAGE_H_

#include <string>
#include <vector>

#include <imrec/image.h>

#include "recordio/console/histogram.h"

namespace imrec::tool {

/// Draws bars with their names and counts on white, below "title: summary". A name that is too long
/// ends with an ellipsis; one with characters that no font has is replaced by its number.
Image DrawHistograms(const std::string& title, const std::string& summary,
                     const std::vector<console::Histogram>& histograms);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_STATS_HISTOGRAM_IMAGE_H_
