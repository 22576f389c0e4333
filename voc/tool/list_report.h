// Reports of voc2lst about a data set.
#ifndef IMREC_VOC_TOOL_LIST_REPORT_H_
#define IMREC_VOC_TOOL_LIST_REPORT_H_

#include <cstdio>
#include <filesystem>
#include <vector>

#include <imrec/voc_list.h>

namespace imrec::tool {

/// Prints the first problems of each kind to standard error, and the counts by kind.
void SayProblems(const VocProblems& problems);

/// Prints a summary that fits a screen to `out`: counts, the largest classes, and the first problem
/// of each kind.
void PrintSummary(const VocList& list, std::FILE* out);

/// Prints problems, counts and histogram to standard output as JSON. `written` are the lists.
void PrintJson(const VocList& list, const std::vector<std::filesystem::path>& written);

}  // namespace imrec::tool

#endif  // IMREC_VOC_TOOL_LIST_REPORT_H_
