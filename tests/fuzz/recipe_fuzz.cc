// Any bytes as a recipe file: what can be read can be written, and reads back the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <imrec/error.h>
#include <imrec/recipe_file.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  imrec::AugmentRecipe recipe;
  try {
    recipe = imrec::ParseRecipe({reinterpret_cast<const char*>(data), size}, "fuzz");
  } catch (const imrec::Error&) {
    return 0;
  }
  if (imrec::ParseRecipe(imrec::FormatRecipe(recipe), "again") != recipe) std::abort();
  return 0;
}
