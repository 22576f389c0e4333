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
  return std::filesystem::path(arguments.output) +=
         list.stem().string().substr(name.string().size());
}

void RequireOutputPlace(const std::filesystem::path& prefix) {
  if (IsRemotePath(prefix)) return RequireWritableStore(prefix);
  console::RequirePlaceFor(prefix, kOtherPlace);
}

}  // namespace imrec::tool
