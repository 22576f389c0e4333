#include <imrec/recipe_file.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <imrec/error.h>

#include "augment/config/mxnet_parameters.h"
#include "augment/config/parameter_scanner.h"
#include "augment/config/recipe_text.h"

namespace imrec {
namespace {

std::string ReadText(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    throw Error(ErrorCode::kNotFound, "cannot be opened: " + std::generic_category().message(errno),
                {.file = path.string()});
  }
  std::string text(kMaxRecipeBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) throw Error(ErrorCode::kIo, "cannot be read", {.file = path.string()});
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kMaxRecipeBytes) {
    throw Error(ErrorCode::kLimitExceeded, "too large for a recipe", {.file = path.string()});
  }
  return text;
}

bool IsPreset(std::string_view name) {
  return std::ranges::any_of(Presets(), [&](const Preset& p) { return p.name == name; });
}

}  // namespace

AugmentRecipe LoadRecipe(const std::string& preset_or_path) {
  if (IsPreset(preset_or_path)) return PresetByName(preset_or_path);
  std::error_code failure;
  if (!std::filesystem::is_regular_file(preset_or_path, failure)) {
    try {
      return PresetByName(preset_or_path);
    } catch (const Error& error) {
      throw Error(error.code(), error.reason() + "; there is no file of this name either");
    }
  }
  return ParseRecipe(ReadText(preset_or_path), preset_or_path);
}

AugmentRecipe ParseRecipe(std::string_view text, const std::string& file) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return config::StartsWithParameter(text) ? config::ParseMxnetParameters(text, file)
                                           : config::ParseRecipeText(text, file);
}

std::string FormatRecipe(const AugmentRecipe& recipe) { return config::FormatRecipeText(recipe); }

}  // namespace imrec
