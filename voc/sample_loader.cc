#include "voc/sample_loader.h"

#include <imrec/error.h>
#include <imrec/read_file.h>

namespace imrec {

CheckedSample LoadVocSample(const VocSample& sample, const VocRoot& root, const ImageFinder& images,
                            const VocListOptions& options) {
  CheckedSample checked;
  checked.file = sample.annotation.string();
  VocAnnotation annotation;
  try {
    std::vector<std::byte> xml;
    ReadFile(sample.annotation, xml);
    annotation = ParseVocAnnotation({reinterpret_cast<const char*>(xml.data()), xml.size()},
                                    checked.file, checked.problems);
  } catch (const Error& error) {
    checked.problems.push_back({.kind = VocProblemKind::kUnreadableAnnotation,
                                .file = checked.file,
                                .line = error.where().line.value_or(0),
                                .name = {},
                                .reason = error.reason() + "; left out"});
    return checked;
  }
  const std::optional<std::string> image = images.Find(sample.stem, annotation.filename);
  if (!image) {
    checked.problems.push_back({.kind = VocProblemKind::kMissingImage,
                                .file = checked.file,
                                .name = {},
                                .reason = "no image named " + sample.stem + ".* or '" +
                                          annotation.filename + "' in " + root.images.string() +
                                          "; left out"});
    return checked;
  }
  checked.image = (root.images / *image).string();
  SampleChecker(options).Check(annotation, checked);
  return checked;
}

}  // namespace imrec
