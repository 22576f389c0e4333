#include "im2rec/list/file_extensions.h"

#include <algorithm>

#include <imrec/error.h>

namespace imrec {
namespace {

// Converts ASCII letters only, independently of the locale. Image extensions have no others.
std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// As os.path.splitext().
std::string_view ExtensionOf(std::string_view name) {
  const std::size_t stem = name.find_first_not_of('.');
  const std::size_t dot = name.rfind('.');
  if (stem == std::string_view::npos || dot == std::string_view::npos || dot < stem) return {};
  return name.substr(dot);
}

}  // namespace

FileExtensions::FileExtensions(const std::vector<std::string>& extensions) {
  for (const std::string& extension : extensions) {
    std::string normal = LowerCase(extension);
    if (!normal.starts_with('.')) normal.insert(0, 1, '.');
    if (normal.size() == 1 || normal.rfind('.') != 0 || normal.find('/') != std::string::npos) {
      throw Error(ErrorCode::kInvalidArgument,
                  "'" + extension + "' is not a file extension such as .jpg");
    }
    extensions_.push_back(std::move(normal));
  }
  if (extensions_.empty()) throw Error(ErrorCode::kInvalidArgument, "no file extension is given");
}

bool FileExtensions::Match(std::string_view name) const {
  const std::string extension = LowerCase(ExtensionOf(name));
  return std::ranges::find(extensions_, extension) != extensions_.end();
}

std::string FileExtensions::Joined() const {
  std::string text;
  for (const std::string& extension : extensions_) text += (text.empty() ? "" : " ") + extension;
  return text;
}

}  // namespace imrec
