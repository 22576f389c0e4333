#include "voc/sample_checker.h"

#include <set>
#include <tuple>

#include <imrec/error.h>
#include <imrec/orientation.h>
#include <imrec/read_file.h>

namespace imrec {
namespace {

VocProblem OfFile(VocProblemKind kind, const std::string& file, std::string reason) {
  return {.kind = kind, .file = file, .name = {}, .reason = std::move(reason)};
}

VocProblem OfObject(VocProblemKind kind, const std::string& file, const VocObject& object,
                    std::string reason) {
  return {.kind = kind,
          .file = file,
          .line = object.line,
          .object = object.number,
          .name = object.name,
          .reason = std::move(reason)};
}

std::string TextOf(ImageSize size) {
  return std::to_string(size.width) + 'x' + std::to_string(size.height);
}

}  // namespace

void SampleChecker::Check(const VocAnnotation& annotation, CheckedSample& sample) {
  try {
    CheckObjects(annotation, ReadImageInfo(sample.image), sample);
    sample.usable = true;
  } catch (const Error& error) {
    sample.problems.push_back(OfFile(VocProblemKind::kUnreadableImage, sample.image,
                                     std::string(error.reason()) + "; left out"));
  }
}

ImageInfo SampleChecker::ReadImageInfo(const std::filesystem::path& path) {
  // A header stands in the first bytes, unless much metadata comes before it.
  constexpr std::size_t kHeader = 16384;
  ReadFileStart(path, kHeader, bytes_);
  if (bytes_.size() == kHeader) {
    try {
      return decoder_.ReadInfo(bytes_);
    } catch (const Error&) {
      // All of it, then.
    }
  }
  ReadFile(path, bytes_);
  return decoder_.ReadInfo(bytes_);
}

void SampleChecker::CheckObjects(const VocAnnotation& annotation, const ImageInfo& info,
                                 CheckedSample& sample) const {
  sample.size = OrientedSize(info.size, info.orientation);
  const bool has_size = annotation.size.width > 0 && annotation.size.height > 0;
  // The annotating tool may have shown the picture as stored: then its size tells.
  const bool as_stored = has_size && annotation.size == info.size && info.size != sample.size;
  if (has_size && !as_stored && annotation.size != sample.size) {
    sample.problems.push_back(
        OfFile(VocProblemKind::kSizeMismatch, sample.file,
               "says " + TextOf(annotation.size) + ", but the image is " + TextOf(sample.size)));
  }
  const ImageSize frame = as_stored ? info.size : sample.size;
  std::set<std::tuple<std::string, double, double, double, double>> seen;
  for (const VocObject& object : annotation.objects) {
    const VocBox& box = object.box;
    if (box.xmin == 0 || box.ymin == 0) ++sample.boxes_from_zero;
    const auto fault = FindBoxFault(box, frame, options_.coordinates);
    const bool left_out = fault && (LeavesOutObject(fault->kind) || options_.drop_bad_boxes);
    if (fault) {
      sample.problems.push_back(OfObject(fault->kind, sample.file, object,
                                         fault->text + (left_out ? "; left out" : "; clipped")));
    }
    if (left_out) continue;
    if (!seen.emplace(object.name, box.xmin, box.ymin, box.xmax, box.ymax).second) {
      sample.problems.push_back(OfObject(VocProblemKind::kDuplicateObject, sample.file, object,
                                         "is there already, with the same box; kept"));
    }
    NormalisedBox normalised = ClipBox(NormaliseVocBox(box, frame, options_.coordinates));
    if (as_stored) normalised = UprightBox(normalised, info.orientation);
    sample.objects.push_back({.object = object, .box = normalised});
  }
}

}  // namespace imrec
