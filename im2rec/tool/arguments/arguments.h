// The parsed arguments of im2rec.
#ifndef IMREC_IM2REC_TOOL_ARGUMENTS_ARGUMENTS_H_
#define IMREC_IM2REC_TOOL_ARGUMENTS_ARGUMENTS_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include <imrec/list_images.h>
#include <imrec/pack_options.h>

#include "recordio/console/progress.h"
#include "recordio/internal/job_part.h"

namespace imrec::tool {

inline constexpr std::string_view kToolName = "im2rec";

// As PREFIX: the list is written to standard output, or read from standard input.
inline constexpr std::string_view kStandardStream = "-";

// What is done with a plan, if PREFIX is one. One of the members is set.
struct PlanWork {
  std::vector<std::uint64_t> shards = {};  // to pack; they increase
  std::optional<JobPart> part = {};        // whose shards are packed
  bool finish = false;

  bool any() const { return !shards.empty() || part || finish; }
};

struct Arguments {
  std::filesystem::path prefix;
  std::filesystem::path output;  // prefix of the data set; empty: that of the list
  std::filesystem::path root;
  std::filesystem::path class_file;  // of --classes; empty if there is none
  bool list = false;                 // make lists; otherwise pack them
  bool plan = false;                 // write plans for packing on several machines
  PlanWork work = {};                // if any(), `prefix` is a plan
  int threads = 0;                   // 0: all cores
  ListingOptions listing = {};
  PackOptions packing = {};
  console::ProgressMode progress = console::ProgressMode::kAuto;
  std::filesystem::path report;  // a web page; empty if there is none
  bool json = false;
  bool quiet = false;  // print neither progress nor summary
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_ARGUMENTS_ARGUMENTS_H_
