// What voc2lst tells about a data set.
#ifndef IMREC_VOC_TOOL_REPORT_H_
#define IMREC_VOC_TOOL_REPORT_H_

#include <filesystem>
#include <vector>

#include <imrec/voc_list.h>

namespace imrec::tool {

/// Prints each problem to standard error, at most a few of a kind, and the counts by kind.
void SayProblems(const VocProblems& problems);

/// Prints counts and the class histogram to standard output.
void PrintSummary(const VocList& list);

/// Prints all of it to standard output as JSON. `written`: the lists.
void PrintJson(const VocList& list, const std::vector<std::filesystem::path>& written);

}  // namespace imrec::tool

#endif  // IMREC_VOC_TOOL_REPORT_H_
