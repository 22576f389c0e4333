#include "reader/tool/option_values.h"

#include <charconv>

#include <imrec/augment_recipe.h>
#include <imrec/error.h>

namespace imrec::tool {

Part ParsePart(std::string_view text) {
  Part part;
  const char* const end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, part.index);
  const bool slash = index.ec == std::errc() && index.ptr != end && *index.ptr == '/';
  const auto count = slash ? std::from_chars(index.ptr + 1, end, part.count) : index;
  if (!slash || count.ec != std::errc() || count.ptr != end || part.index >= part.count) {
    throw Error(ErrorCode::kInvalidArgument,
                "--part is I/N with I below N, such as 0/4, not '" + std::string(text) + "'");
  }
  return part;
}

std::string RecipeHelp() {
  std::string names;
  for (const Preset& preset : Presets()) {
    if (!names.empty()) names += ", ";
    names += preset.name;
  }
  return "Augmentation: " + names + "; or a file, see imrec augment";
}

}  // namespace imrec::tool
