#include "voc/annotation_formats.h"

#include <algorithm>
#include <array>
#include <utility>

#include <imrec/error.h>

#include "voc/coco/coco_source.h"
#include "voc/csv/csv_source.h"
#include "voc/cvat/cvat_source.h"
#include "voc/labelme/labelme_source.h"
#include "voc/pascal/voc_source.h"
#include "voc/yolo/yolo_source.h"

namespace imrec {
namespace {

constexpr std::array kFormats = {
    AnnotationFormat{.name = "voc",
                     .title = "VOC",
                     .takes = "folders with Annotations and JPEGImages",
                     .coordinates = "edges,raw,minus1",
                     .has_sets = true,
                     .takes_annotations = true,
                     .open = OpenVoc},
    AnnotationFormat{.name = "coco",
                     .title = "COCO",
                     .takes = "one JSON file",
                     .needs_images = true,
                     .takes_stream = true,
                     .open = OpenCoco},
    AnnotationFormat{.name = "yolo",
                     .title = "YOLO",
                     .takes = "data.yaml, obj.data, or a folder",
                     .has_sets = true,
                     .takes_annotations = true,
                     .takes_label_map = true,
                     .open = OpenYolo},
    AnnotationFormat{.name = "labelme",
                     .title = "LabelMe",
                     .takes = "folders of JSON files",
                     .takes_annotations = true,
                     .has_groups = true,
                     .open = OpenLabelMe},
    AnnotationFormat{.name = "cvat",
                     .title = "CVAT",
                     .takes = "one XML file",
                     .has_sets = true,
                     .open = OpenCvat},
    AnnotationFormat{.name = "csv",
                     .title = "CSV",
                     .takes = "one CSV file",
                     .coordinates = "auto,raw,edges,minus1,shares",
                     .has_sets = true,
                     .takes_label_map = true,
                     .takes_stream = true,
                     .open = OpenCsv},
    AnnotationFormat{.name = "openimages",
                     .title = "Open Images",
                     .takes = "one CSV file of boxes",
                     .takes_label_map = true,
                     .needs_images = true,
                     .takes_stream = true,
                     .open = OpenOpenImages}};

void RefuseUnless(bool possible, const std::string& reason) {
  if (!possible) throw Error(ErrorCode::kInvalidArgument, reason);
}

// Returns true if `list`, whose items are separated by commas, has the item.
bool Contains(std::string_view list, std::string_view item) {
  while (!list.empty()) {
    const std::string_view first = list.substr(0, list.find(','));
    if (first == item) return true;
    list.remove_prefix(std::min(first.size() + 1, list.size()));
  }
  return false;
}

// Returns true if the format has one file or folder for the whole set.
bool TakesOne(const AnnotationFormat& format) {
  return format.name != "voc" && format.name != "labelme";
}

}  // namespace

std::span<const AnnotationFormat> AnnotationFormats() { return kFormats; }

const AnnotationFormat& FindAnnotationFormat(std::string_view name) {
  const auto* const found = std::ranges::find(kFormats, name, &AnnotationFormat::name);
  if (found != kFormats.end()) return *found;
  std::string known;
  for (const AnnotationFormat& format : kFormats) {
    known += (known.empty() ? "" : ", ") + std::string(format.name);
  }
  throw Error(ErrorCode::kInvalidArgument,
              "the format is one of " + known + ", not '" + std::string(name) + "'");
}

void CheckAnnotationInput(const AnnotationFormat& format, const AnnotationInput& input,
                          const VocListOptions& options) {
  const std::string from = "--from " + std::string(format.name);
  const bool two_folders =
      format.takes_annotations && !input.annotations.empty() && !input.images.empty();
  const std::size_t inputs = input.paths.size() + (input.stream != nullptr ? 1 : 0);
  if (TakesOne(format)) {
    RefuseUnless(inputs == 1 || (inputs == 0 && two_folders),
                 from + " requires " + std::string(format.takes) +
                     (format.needs_images ? " and --images FOLDER" : ""));
  } else {
    RefuseUnless(inputs > 0 || two_folders, from + " requires " + std::string(format.takes) +
                                                ", or both --annotations and --images");
  }
  RefuseUnless(!format.needs_images || !input.images.empty(),
               from + " requires " + std::string(format.takes) + " and --images FOLDER");
  RefuseUnless(input.stream == nullptr || format.takes_stream,
               from + " cannot read standard input");
  RefuseUnless(format.has_sets || (options.set.name.empty() && !options.set.lines),
               "--set cannot be used with " + from);
  RefuseUnless(!options.set.lines || format.name == "voc", "--set - can be used with VOC only");
  // In such a file only annotated images have a set.
  RefuseUnless(!options.take_unannotated || options.set.name.empty() ||
                   (format.name != "csv" && format.name != "cvat"),
               "--unannotated negatives cannot be used with --set and " + from +
                   ", whose images without annotation are in no set");
  RefuseUnless(input.annotations.empty() || format.takes_annotations,
               "--annotations cannot be used with " + from);
  RefuseUnless(input.label_map.empty() || format.takes_label_map,
               "--label-map cannot be used with " + from);
  RefuseUnless(!input.merge_groups || format.has_groups,
               "--merge-groups cannot be used with " + from);
  RefuseUnless(input.drop.empty() || format.name == "openimages",
               "--drop cannot be used with " + from);
  RefuseUnless(input.annotations.empty() || inputs <= 1,
               "--annotations is for one folder of images, not " + std::to_string(inputs));
  if (input.coordinates.empty() || Contains(format.coordinates, input.coordinates)) return;
  RefuseUnless(!format.coordinates.empty(), "--coords cannot be used with " + from);
  RefuseUnless(false, "--coords must be one of " + std::string(format.coordinates) + " with " +
                          from + ", not '" + input.coordinates + "'");
}

std::vector<std::string> AnnotationFormatNames() {
  std::vector<std::string> names;
  names.reserve(kFormats.size());
  for (const AnnotationFormat& format : kFormats) names.emplace_back(format.name);
  return names;
}

VocList MakeAnnotationList(std::string_view name, const AnnotationInput& input,
                           const VocListOptions& options,
                           const std::function<void(std::uint64_t, std::uint64_t)>& on_progress) {
  const AnnotationFormat& format = FindAnnotationFormat(name);
  CheckAnnotationInput(format, input, options);
  VocListOptions adjusted = options;
  if (format.name == "voc" && !input.coordinates.empty()) {
    adjusted.coordinates = ParseVocCoordinates(input.coordinates);
  }
  VocProblems problems;
  const std::unique_ptr<AnnotationSource> source = format.open(input, adjusted, problems);
  return MakeListFrom(*source, adjusted, std::move(problems), on_progress);
}

}  // namespace imrec
