#include "voc/sample_checker.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>
#include <tuple>

#include <imrec/error.h>

#include "image/internal/orientation.h"
#include "recordio/internal/read_file.h"

namespace imrec {
namespace {

VocProblem OfObject(VocProblemKind kind, const std::string& file, const VocObject& object,
                    const NormalisedBox& box, std::string reason) {
  return {.kind = kind,
          .file = file,
          .line = object.line,
          .item = object.item,
          .id = object.id,
          .name = object.name,
          .reason = std::move(reason),
          .box = box};
}

// Returns true if all coordinates are in 0..1, with tolerance for rounding.
bool IsWithinOne(const VocBox& box) {
  constexpr double kSlack = 0.01;
  return std::min({box.xmin, box.ymin, box.xmax, box.ymax}) >= -kSlack &&
         std::max({box.xmin, box.ymin, box.xmax, box.ymax}) <= 1 + kSlack;
}

// What the pixels of boxes count.
struct Frame {
  ImageSize size;
  bool as_stored = false;  // before the EXIF orientation is applied
};

// The annotation tool may have shown the image as stored, which its image size reveals.
Frame FrameOf(ImageSize declared, const ImageInfo& info) {
  const ImageSize upright = OrientedSize(info.size, info.orientation);
  const bool as_stored = declared == info.size && info.size != upright;
  return {.size = as_stored ? info.size : upright, .as_stored = as_stored};
}

// Returns a box as shares of the upright image.
NormalisedBox SharesOf(const VocBox& box, const Frame& frame, const ImageInfo& info,
                       VocCoordinates coordinates, BoxUnit unit) {
  const NormalisedBox shares = NormaliseVocBox(box, frame.size, coordinates, unit);
  return frame.as_stored ? UprightBox(shares, info.orientation) : shares;
}

}  // namespace

void SampleChecker::Check(const VocAnnotation& annotation, CheckedSample& sample) {
  try {
    CheckObjects(annotation, ReadImageInfo(sample.image), sample);
    sample.usable = true;
  } catch (const Error& error) {
    problems_.Add({.kind = VocProblemKind::kUnreadableImage,
                   .file = sample.image,
                   .reason = std::string(error.reason()) + "; left out"});
  }
}

void SampleChecker::Locate(std::size_t problem, const std::string& image,
                           const std::optional<VocBox>& box, ImageSize declared, BoxUnit unit) {
  std::optional<NormalisedBox> shares;
  if (box) {
    try {
      const ImageInfo info = ReadImageInfo(image);
      shares = SharesOf(*box, FrameOf(declared, info), info, options_.coordinates, unit);
    } catch (const Error&) {
      // It is reported when its annotation is checked.
    }
  }
  problems_.Locate(problem, image, shares);
}

ImageInfo SampleChecker::ReadImageInfo(const std::filesystem::path& path) {
  // The header is in the first bytes of the file, unless a lot of metadata precedes it.
  constexpr std::size_t kHeader = 16384;
  ReadFileStart(path, kHeader, bytes_);
  if (bytes_.size() == kHeader) {
    try {
      return decoder_.ReadInfo(bytes_);
    } catch (const Error&) {
      // Read the whole file.
    }
  }
  ReadFile(path, bytes_);
  return decoder_.ReadInfo(bytes_);
}

void SampleChecker::CheckObjects(const VocAnnotation& annotation, const ImageInfo& info,
                                 CheckedSample& sample) {
  sample.size = OrientedSize(info.size, info.orientation);
  const Frame frame = FrameOf(annotation.size, info);
  const bool has_size = annotation.size.width > 0 && annotation.size.height > 0;
  if (has_size && annotation.size != frame.size) {
    problems_.Add(sample.ProblemOf(
        VocProblemKind::kSizeMismatch,
        "says " + TextOf(annotation.size) + ", but the image is " + TextOf(sample.size)));
  }
  if (frame.as_stored) {
    problems_.Add(sample.ProblemOf(VocProblemKind::kSizeAsStored,
                                   "says " + TextOf(annotation.size) +
                                       ", as the image is stored, but it is shown turned, " +
                                       TextOf(sample.size) + "; its boxes are turned as well"));
  }
  std::set<std::tuple<std::uint32_t, double, double, double, double>> seen;
  for (const VocObject& object : annotation.objects) {
    const VocBox& box = object.box;
    ++sample.boxes;
    if (annotation.unit == BoxUnit::kPixels) {
      if (box.xmin == 0 || box.ymin == 0) ++sample.boxes_from_zero;
      if (IsWithinOne(box)) ++sample.boxes_within_one;
    }
    const NormalisedBox normalised =
        SharesOf(box, frame, info, options_.coordinates, annotation.unit);
    const auto fault = FindBoxFault(box, frame.size, options_.coordinates, annotation.unit);
    const bool left_out = fault && (LeavesOutObject(fault->kind) || options_.drop_bad_boxes);
    if (fault) {
      problems_.Add(OfObject(fault->kind, sample.file, object, normalised,
                             fault->text + (left_out ? "; left out" : "; clipped")));
    }
    if (left_out) continue;
    const std::optional<std::uint32_t> class_number = classes_.NumberOf(object.name);
    if (!class_number) {
      problems_.Add(OfObject(VocProblemKind::kUnknownClass, sample.file, object, normalised,
                             "is not in the class list; left out"));
      continue;
    }
    if (!seen.emplace(*class_number, box.xmin, box.ymin, box.xmax, box.ymax).second) {
      problems_.Add(OfObject(VocProblemKind::kDuplicateObject, sample.file, object, normalised,
                             "repeats an object with the same box; kept"));
    }
    sample.objects.push_back({.class_number = *class_number,
                              .difficult = object.difficult,
                              .truncated = object.truncated,
                              .occluded = object.occluded,
                              .box = ClipBox(normalised)});
  }
}

}  // namespace imrec
