// Declares the options of im2rec to the parser.
#ifndef IMREC_IM2REC_TOOL_ARGUMENTS_IM2REC_OPTIONS_H_
#define IMREC_IM2REC_TOOL_ARGUMENTS_IM2REC_OPTIONS_H_

#include <optional>
#include <string>

#include "im2rec/tool/arguments/arguments.h"
#include "recordio/console/cli_forward.h"

namespace imrec::tool {

// Groups of options in --help.
inline constexpr const char* kListing = "Listing (with --list)";
inline constexpr const char* kPacking = "Packing";
inline constexpr const char* kPlanning = "Packing on several machines";
// Options of packing without effect if the bytes of the files are kept.
inline constexpr const char* kReencoding = "Packing, unless --pass-through";

/// Option values as typed, which are then converted to Arguments.
struct RawValues {
  std::string prefix;
  std::string root;
  std::string class_file;
  bool recursive = false;
  std::string inter_method = "1";
  std::string color = "1";
  std::string exif;
  std::string jpeg = "keep";
  std::string check = "header";
  std::string on_error = "skip";
  std::string progress = "auto";
  std::optional<std::string> output;
  std::optional<bool> pack_label;
  std::string shard_size;
  std::string compress;
  std::string shards;
  std::string part;
  std::string parts_from;
  bool finish = false;
};

/// Declares all options. `raw` and `arguments` receive the values; both must outlive parsing.
void AddOptions(CLI::App& app, RawValues& raw, Arguments& arguments);

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_ARGUMENTS_IM2REC_OPTIONS_H_
