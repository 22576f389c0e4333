#include "im2rec/tool/output_of_list.h"

#include <string>

#include "recordio/console/output_place.h"
#include "recordio/internal/object_store.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {

std::filesystem::path OutputOfList(const std::filesystem::path& list, const Arguments& arguments) {
  if (arguments.output.empty()) return {};
  if (!arguments.output.has_filename()) return arguments.output / list.stem();
  std::filesystem::path name = arguments.prefix.filename();
  if (name.extension() == ".lst") name.replace_extension();
  // A list that is named by itself may have any extension.
  const std::string stem = list.stem().string();
  const std::string suffix =
      stem.starts_with(name.string()) ? stem.substr(name.string().size()) : std::string();
  return std::filesystem::path(arguments.output) += suffix;
}

void RequireOutputPlace(const std::filesystem::path& prefix) {
  if (IsRemotePath(prefix)) return RequireWritableStore(prefix);
  console::RequirePlaceFor(prefix, kOtherPlace);
}

}  // namespace imrec::tool
