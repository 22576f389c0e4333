// The parsed arguments of im2rec.
#ifndef IMREC_IM2REC_TOOL_ARGUMENTS_H_
#define IMREC_IM2REC_TOOL_ARGUMENTS_H_

#include <filesystem>
#include <string_view>

#include <imrec/list_images.h>
#include <imrec/pack_options.h>

#include "recordio/console/progress.h"

namespace imrec::tool {

inline constexpr std::string_view kToolName = "im2rec";

// As PREFIX: the list is written to standard output, or read from standard input.
inline constexpr std::string_view kStandardStream = "-";

struct Arguments {
  std::filesystem::path prefix;
  std::filesystem::path output;  // prefix of the data set; empty: that of the list
  std::filesystem::path root;
  std::filesystem::path class_file;  // of --classes; empty if there is none
  bool list = false;                 // make lists; otherwise pack them
  int threads = 0;                   // 0: all cores
  ListingOptions listing = {};
  PackOptions packing = {};
  console::ProgressMode progress = console::ProgressMode::kAuto;
  bool json = false;
  bool quiet = false;  // print neither progress nor summary
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_ARGUMENTS_H_
