#include "im2rec/tool/output_of_list.h"

#include <string>

namespace imrec::tool {

std::filesystem::path OutputOfList(const std::filesystem::path& list, const Arguments& arguments) {
  if (arguments.output.empty()) return {};
  if (!arguments.output.has_filename()) return arguments.output / list.stem();
  std::filesystem::path name = arguments.prefix.filename();
  if (name.extension() == ".lst") name.replace_extension();
  return std::filesystem::path(arguments.output) +=
         list.stem().string().substr(name.string().size());
}

}  // namespace imrec::tool
