// The command line of voc2lst.
#ifndef IMREC_VOC_TOOL_VOC2LST_OPTIONS_H_
#define IMREC_VOC_TOOL_VOC2LST_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <imrec/annotation_list.h>
#include <imrec/voc_list.h>

namespace imrec::tool {

inline constexpr std::string_view kToolName = "voc2lst";

/// As a file name: standard input or output.
inline constexpr std::string_view kStandardStream = "-";

struct Options {
  std::vector<std::string> inputs;
  std::string from;  // a name of AnnotationFormatNames()
  std::string set;
  std::string annotations;
  std::string images;
  std::string label_map;
  std::string output;
  std::string report;  // a web page
  std::string class_file;
  std::string unknown_class = "error";
  std::string coordinates;
  std::string fix = "clip";
  std::string negatives = "keep";
  std::string unannotated = "ignore";
  std::string fields = "difficult";
  std::string base;
  int header_width = 2;
  int precision = 0;
  std::optional<double> train_ratio;
  bool shuffle = false;
  std::uint64_t seed = 0;
  bool voc_classes = false;
  bool check = false;
  bool force = false;
  bool json = false;
  bool quiet = false;
  std::string progress = "auto";
  std::vector<std::string> drop;
  bool merge_groups = false;
  // The arguments of the library that correspond to the above.
  AnnotationInput input;
  VocListOptions list;

  bool to_standard_output() const { return output == kStandardStream; }
};

/// Returns the options, or the exit code if the program should end now. Throws Error for options
/// that cannot be combined.
std::variant<Options, int> ParseOptions(int argc, const char* const* argv);

}  // namespace imrec::tool

#endif  // IMREC_VOC_TOOL_VOC2LST_OPTIONS_H_
