// The output of `imrec info`, as text and as JSON.
#ifndef IMREC_READER_TOOL_INSPECT_INFO_REPORT_H_
#define IMREC_READER_TOOL_INSPECT_INFO_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reader/tool/input_set.h"
#include "reader/tool/inspect/image_survey.h"
#include "reader/tool/inspect/label_summary.h"

namespace imrec::tool {

struct InfoReport {
  /// The numbers of one file, or of all files.
  struct Part {
    LabelSummary labels;
    std::uint64_t bytes = 0;
  };
  Part all;
  std::vector<Part> files;
  std::string bad_label;  // the first invalid label: its record, and the reason
  ImageSurvey images;
};

nlohmann::ordered_json InfoJson(const InputSet& input, const InfoReport& report,
                                const std::vector<std::string>& class_names);

void PrintInfo(const InputSet& input, const InfoReport& report,
               const std::vector<std::string>& class_names);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INSPECT_INFO_REPORT_H_
