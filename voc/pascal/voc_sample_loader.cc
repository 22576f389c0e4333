#include "voc/pascal/voc_sample_loader.h"

#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <imrec/error.h>

#include "recordio/internal/read_file.h"
#include "voc/images/folder_files.h"
#include "voc/pascal/set_file.h"
#include "voc/pascal/voc_parser.h"

namespace imrec {
namespace {

std::optional<VocAnnotation> ReadAnnotation(const CheckedSample& sample, VocProblems& problems) {
  try {
    // Opening a pipe would block until its other end is opened.
    std::error_code unreadable;
    if (!std::filesystem::is_regular_file(sample.file, unreadable)) {
      throw Error(ErrorCode::kIo, "not a regular file");
    }
    std::vector<std::byte> xml;
    ReadFile(sample.file, xml);
    return ParseVocAnnotation({reinterpret_cast<const char*>(xml.data()), xml.size()}, sample.file,
                              problems);
  } catch (const Error& error) {
    problems.Add({.kind = VocProblemKind::kUnreadableAnnotation,
                  .file = sample.file,
                  .line = error.where().line.value_or(0),
                  .reason = error.reason() + "; left out"});
    return std::nullopt;
  }
}

// Returns the path of the image below the image folder, as the annotation describes it.
std::string Said(const std::string& stem, const std::string& filename) {
  if (filename.empty()) return stem;
  if (filename.find_first_of("/\\") != std::string::npos) return filename;
  return stem.substr(0, stem.size() - BaseName(stem).size()) + filename;
}

}  // namespace

CheckedSample VocSampleLoader::Load(const VocSample& sample, VocProblems& problems) const {
  if (sample.annotation.empty()) return LoadUnannotated(sample, problems);
  CheckedSample checked;
  checked.file = sample.annotation.string();
  const ImageFinder& finder = images_.finder(folder_);
  const std::optional<VocAnnotation> annotation = ReadAnnotation(checked, problems);
  if (!annotation) {
    // The image with the name of the annotation still counts as annotated.
    const FoundImage found = finder.FindVoc(sample.stem, {});
    images_.Claim(folder_, found);
    if (found.match == ImageMatch::kExact) checked.image = images_.PathOf(folder_, found);
    return checked;
  }
  const std::string& filename = annotation->filename;
  const std::string looked_for = "named " + sample.stem + ".* or " + Quoted(filename);
  if (images_.Take(folder_, finder.FindVoc(sample.stem, filename), Said(sample.stem, filename),
                   looked_for, checked, problems)) {
    SampleChecker(options_, classes_, problems).Check(*annotation, checked);
  }
  return checked;
}

// Loads a sample of a set that has no annotation, but may have an image.
CheckedSample VocSampleLoader::LoadUnannotated(const VocSample& sample,
                                               VocProblems& problems) const {
  CheckedSample checked;
  checked.annotated = false;
  const ImageFinder& finder = images_.finder(folder_);
  for (const std::string_view name :
       {std::string_view(sample.stem), WithoutSetColumn(sample.stem)}) {
    const FoundImage found = finder.FindVoc(std::string(name), {});
    if (found.match != ImageMatch::kExact) continue;
    checked.image = images_.PathOf(folder_, found);
    break;
  }
  if (options_.take_unannotated && !checked.image.empty()) {
    return CheckUnannotated(checked.image, options_, classes_, problems);
  }
  problems.Add({.kind = VocProblemKind::kMissingAnnotation,
                .file = set_,
                .line = sample.line,
                .reason = "no annotation " + Quoted(sample.stem) +
                          (checked.image.empty() ? " and no such image" : "") + "; left out"});
  return checked;
}

CheckedSample CheckUnannotated(const std::string& image, const VocListOptions& options,
                               ClassPool& classes, VocProblems& problems) {
  CheckedSample checked;
  checked.annotated = false;
  checked.file = image;
  checked.image = image;
  SampleChecker(options, classes, problems).Check({}, checked);
  return checked;
}

}  // namespace imrec
