#include "voc/pascal/set_file.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include <imrec/image_codec.h>

#include "recordio/internal/path_status.h"
#include "recordio/internal/text_lines.h"
#include "voc/images/folder_files.h"
#include "voc/pascal/annotation_files.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

// Returns true for the extensions of annotations and images, including formats that imrec does not
// read. `img.jpg` and `img.xml` mean `img`.
bool HasFileExtension(std::string_view name) {
  constexpr std::array<std::string_view, 9> kSuffixes = {".xml", ".jpg", ".jpeg", ".png", ".bmp",
                                                         ".gif", ".tif", ".tiff", ".webp"};
  return ImageCodecForExtension(name.substr(ExtensionStart(name))) != nullptr ||
         std::ranges::any_of(kSuffixes,
                             [&](std::string_view suffix) { return HasExtension(name, suffix); });
}

class SetReader {
 public:
  SetReader(const VocRoot& root, std::size_t root_number, std::string file, VocProblems& problems)
      : root_number_(root_number),
        file_(std::move(file)),
        folder_(root.annotations),
        annotations_(folder_),
        problems_(problems) {}

  std::vector<VocSample> Read(std::string_view text) {
    for (TextLines lines(text); lines.Next();) {
      const std::string_view line = TrimBlanks(lines.line());
      if (!line.empty()) Add(line, lines.number());
    }
    return std::move(samples_);
  }

 private:
  void Add(std::string_view line, std::uint64_t number) {
    std::string name;
    std::vector<fs::path> found;
    for (const std::string_view whole : {line, WithoutSetColumn(line)}) {
      if (whole.empty() || !found.empty()) continue;
      name = whole;
      found = annotations_.Find(name);
      if (!found.empty() || !HasFileExtension(name)) continue;
      name.resize(ExtensionStart(name));
      found = annotations_.Find(name);
    }
    // Without an annotation, the whole line is the name of an image.
    name = found.empty() ? std::string(line) : StemOf(found.front());
    const auto [before, is_new] = lines_of_.try_emplace(name, number);
    if (!is_new) {
      problems_.Add({.kind = VocProblemKind::kRepeatedName,
                     .file = file_,
                     .line = number,
                     .reason = Quoted(line) + " is in line " + std::to_string(before->second) +
                               " already; used once"});
      return;
    }
    if (found.empty()) found.emplace_back();
    for (fs::path& annotation : found) {
      samples_.push_back({.annotation = std::move(annotation),
                          .stem = name,
                          .root = root_number_,
                          .line = number});
    }
  }

  std::string StemOf(const fs::path& annotation) const {
    return annotation.lexically_relative(folder_).replace_extension().generic_string();
  }

  std::size_t root_number_;
  std::string file_;
  fs::path folder_;
  AnnotationFiles annotations_;
  VocProblems& problems_;
  std::unordered_map<std::string, std::uint64_t> lines_of_;
  std::vector<VocSample> samples_;
};

}  // namespace

fs::path VocSetsFolder(const VocRoot& root) { return root.root / "ImageSets" / "Main"; }

bool TakesAllAnnotations(const VocRoot& root, const VocSet& set) {
  if (set.lines) return false;
  return set.name.empty() ||
         (set.name == "trainval" && !root.root.empty() && !IsFolder(VocSetsFolder(root)));
}

std::string_view WithoutSetColumn(std::string_view line) {
  const std::size_t blank = line.find_last_of(" \t");
  if (blank == std::string_view::npos) return {};
  const std::string_view column = line.substr(blank + 1);
  if (column != "-1" && column != "0" && column != "1") return {};
  return TrimBlanks(line.substr(0, blank));
}

std::vector<VocSample> ReadVocSet(const VocRoot& root, std::size_t root_number,
                                  const std::string& file, std::string_view text,
                                  VocProblems& problems) {
  return SetReader(root, root_number, file, problems).Read(text);
}

}  // namespace imrec
