#include "voc/images/image_finder.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <imrec/image_codec.h>

#include "voc/images/folder_files.h"
#include "voc/list/list_paths.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

struct Files {
  std::vector<std::string> images;
  std::vector<std::string> others;
};

bool HasImageExtension(std::string_view path) {
  return ImageCodecForExtension(path.substr(ExtensionStart(path))) != nullptr;
}

Files FilesBelow(const fs::path& folder) {
  Files files;
  ForEachFileBelow(folder, [&](std::string path, bool regular) {
    if (regular && HasImageExtension(path)) {
      files.images.push_back(std::move(path));
    } else if (!HasExtension(path, ".xml")) {
      files.others.push_back(std::move(path));
    }
  });
  std::ranges::sort(files.images);
  return files;
}

// Returns the name without the extension of a supported format; `x_jpg.rf.12` has none.
std::string_view ImageStem(std::string_view name) {
  return HasImageExtension(name) ? name.substr(0, ExtensionStart(name)) : name;
}

FoundImage OneOrAmbiguous(ImageNumbers images, ImageMatch match) {
  if (images.empty()) return {};
  return {.match = images.size() == 1 ? match : ImageMatch::kAmbiguous, .images = images};
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string PercentDecoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
                       HexDigit(text[i + 2]) >= 0;
    if (coded) {
      result += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

// "http://host/a/b.jpg?size=1" -> "a/b.jpg".
std::string UrlPath(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) {
    url.remove_prefix(scheme + 3);
    url.remove_prefix(std::min(url.find('/'), url.size()));
  }
  url.remove_prefix(std::min(url.find_first_not_of('/'), url.size()));
  return PercentDecoded(url);
}

}  // namespace

ImageFinder::ImageFinder(const fs::path& folder)
    : folder_(folder),
      absolute_folder_(AbsolutePath(folder).generic_string()),
      names_(images_, PathIndex::Key::kWithExtension),
      stems_(images_, PathIndex::Key::kWithoutExtension),
      other_names_(others_, PathIndex::Key::kWithExtension) {
  Files files = FilesBelow(folder);
  images_ = std::move(files.images);
  others_ = std::move(files.others);
  names_.Build();
  stems_.Build();
  other_names_.Build();
}

ImageNumbers ImageFinder::AtPath(std::string_view path) const {
  const ImageNumbers same = names_.Equal(path);
  // Paths that differ only in the case of the extension are adjacent.
  for (std::size_t i = 0; i < same.size(); ++i) {
    if (images_[same[i]] == path) return same.subspan(i, 1);
  }
  return same;
}

std::optional<FoundImage> ImageFinder::FindExact(std::string_view path) const {
  const ImageNumbers images = AtPath(path);
  if (images.empty()) return std::nullopt;
  return OneOrAmbiguous(images, ImageMatch::kExact);
}

// Converts a file name in an annotation to a path below the folder, if possible.
std::string ImageFinder::Below(std::string_view name) const {
  std::string path = NormalPath(name);
  if (path.starts_with(absolute_folder_ + '/')) path.erase(0, absolute_folder_.size() + 1);
  return path;
}

FoundImage ImageFinder::Find(std::string_view name) const {
  // Try the name unchanged first, because a backslash may be part of it.
  if (const auto exact = FindExact(name)) return *exact;
  return FindNormal(Below(name));
}

FoundImage ImageFinder::FindUrl(std::string_view url) const {
  const std::string path = NormalPath(UrlPath(url));
  // Use `val2017/a.jpg` if the folder has it, otherwise `a.jpg`. Both match the address.
  for (std::string_view rest = path;;) {
    if (const auto exact = FindExact(rest)) return *exact;
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  return FindNormal(path);
}

FoundImage ImageFinder::FindNormal(const std::string& path) const {
  const std::string_view name = BaseName(path);
  if (name.empty()) return {};
  if (const auto exact = FindExact(path)) return *exact;
  if (HasImageExtension(name)) {
    const FoundImage elsewhere = FindInOtherFolder(path);
    if (elsewhere.match != ImageMatch::kMissing) return elsewhere;
  }
  if (HasOtherFile(path)) return {.match = ImageMatch::kUnsupported};
  if (HasImageExtension(name)) return FindStem(ImageStem(path));
  const FoundImage by_name = FindStem(path);
  if (by_name.match != ImageMatch::kMissing) return by_name;
  return FindStem(std::string_view(path).substr(0, ExtensionStart(path)));
}

FoundImage ImageFinder::FindInOtherFolder(std::string_view path) const {
  const ImageNumbers same_name = names_.EndingWith(BaseName(path));
  if (same_name.size() > 1 && path.find('/') != std::string_view::npos) {
    // If there are several, use the one whose folders also match. The path may start above or below
    // folder_.
    const ImageNumbers below = names_.EndingWith(path);
    if (!below.empty()) return OneOrAmbiguous(below, ImageMatch::kOtherFolder);
    for (std::string_view rest = path.substr(path.find('/') + 1);
         rest.find('/') != std::string_view::npos; rest.remove_prefix(rest.find('/') + 1)) {
      const ImageNumbers above = AtPath(rest);
      if (!above.empty()) return OneOrAmbiguous(above, ImageMatch::kOtherFolder);
    }
  }
  return OneOrAmbiguous(same_name, ImageMatch::kOtherFolder);
}

FoundImage ImageFinder::FindStem(std::string_view stem) const {
  if (BaseName(stem).empty()) return {};
  const ImageNumbers here = stems_.Equal(stem);
  return OneOrAmbiguous(here.empty() ? stems_.EndingWith(BaseName(stem)) : here,
                        ImageMatch::kOtherExtension);
}

bool ImageFinder::HasOtherFile(std::string_view path) const {
  return !other_names_.EndingWith(BaseName(path)).empty();
}

FoundImage ImageFinder::FindVoc(const std::string& stem, std::string_view filename) const {
  const std::string path = Below(filename);
  const std::string_view name = BaseName(path);
  if (name.empty() || name == BaseName(stem)) {
    // The file has the name of the annotation, and its extension is unknown.
    FoundImage found = FindVocByStem(stem);
    found.by_annotation_name = found.match == ImageMatch::kExact;
    return found;
  }
  const std::string folder(stem.substr(0, stem.size() - BaseName(stem).size()));
  const ImageNumbers own = stems_.Equal(stem);
  if (name.substr(0, ExtensionStart(name)) == BaseName(stem)) {
    FoundImage found = FindVocByName(folder, path);
    found.by_annotation_name = found.match == ImageMatch::kExact;
    // Do not replace a file that exists but has an unsupported format.
    if (found.by_annotation_name || found.match == ImageMatch::kUnsupported) return found;
    return own.empty() ? found : OneOrAmbiguous(own, ImageMatch::kOtherExtension);
  }
  if (!own.empty()) return ChooseVoc(own, name);
  const FoundImage by_name = FindVocByName(folder, path);
  const FoundImage by_stem = FindStem(stem);
  if (by_stem.match == ImageMatch::kMissing) return by_name;
  if (by_name.match == ImageMatch::kMissing || by_name.match == ImageMatch::kUnsupported) {
    return by_stem;
  }
  const bool agree = by_name.found() && by_stem.found() && by_name.images[0] == by_stem.images[0];
  if (agree) return by_name;
  return {.match = ImageMatch::kAmbiguous, .images = by_name.images, .more = by_stem.images};
}

FoundImage ImageFinder::FindVocByStem(const std::string& stem) const {
  if (const auto exact = FindExact(stem)) return *exact;  // `x.jpg.xml`
  const ImageNumbers own = stems_.Equal(stem);
  if (!own.empty()) return OneOrAmbiguous(own, ImageMatch::kExact);
  const std::string_view name = BaseName(stem);
  if (name.empty()) return {};
  return OneOrAmbiguous(stems_.EndingWith(name), ImageMatch::kOtherFolder);
}

// Finds an image whose name is relative to the folder of the annotation, or to folder_.
FoundImage ImageFinder::FindVocByName(const std::string& folder, const std::string& name) const {
  const bool has_folder = name.find('/') != std::string::npos;
  const std::string here = folder + std::string(BaseName(name));
  if (const auto exact = FindExact(folder + name)) return *exact;
  if (has_folder) {
    if (const auto exact = FindExact(name)) return *exact;
    if (const auto exact = FindExact(here)) return *exact;
  }
  return FindNormal(has_folder ? name : here);
}

// Chooses among the images with the name of the annotation, which contains another name.
FoundImage ImageFinder::ChooseVoc(ImageNumbers own, std::string_view name) const {
  const std::string_view extension = name.substr(ExtensionStart(name));
  if (own.size() > 1 && HasImageExtension(name)) {
    for (std::size_t i = 0; i < own.size(); ++i) {
      const std::string& image = images_[own[i]];
      if (image.substr(ExtensionStart(image)) == extension) own = own.subspan(i, 1);
    }
  }
  return OneOrAmbiguous(own, ImageMatch::kOtherName);
}

std::string ImageFinder::Candidates(const FoundImage& found) const {
  constexpr std::size_t kNamed = 3;
  std::string text;
  std::size_t named = 0;
  for (const ImageNumbers images : {found.images, found.more}) {
    for (std::size_t i = 0; i < images.size() && named < kNamed; ++i, ++named) {
      text += (named == 0 ? "" : ", ") + images_[images[i]];
    }
  }
  const std::size_t all = found.images.size() + found.more.size();
  if (all > named) text += " and " + std::to_string(all - named) + " more";
  return text;
}

}  // namespace imrec
