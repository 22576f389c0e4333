// Making and packing lists: the calls that im2rec and voc2lst make.
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <imrec/annotation_list.h>
#include <imrec/class_names.h>
#include <imrec/list_images.h>
#include <imrec/pack_list.h>
#include <imrec/voc_list.h>

#include "reader/python/gil.h"
#include "reader/python/python_module.h"
#include "recordio/internal/output_file.h"

namespace imrec::python {
namespace {

nb::object Converted(const std::string& text) { return TextOf(text); }
nb::object Converted(std::uint64_t number) { return nb::int_(number); }

// Calls a Python function from code that has released the GIL. Handles signals, so that work with
// progress can be interrupted.
template <typename... Arguments>
auto Calling(const nb::object& function) {
  return [&function](const Arguments&... arguments) {
    const GilAcquire acquire;
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
    if (!function.is_none()) function(Converted(arguments)...);
  };
}

ImageOptions ImageOptionsOf(const nb::dict& options) {
  ImageOptions image;
  image.pass_through = nb::cast<bool>(options["pass_through"]);
  image.resize = nb::cast<int>(options["resize"]);
  image.quality = nb::cast<int>(options["quality"]);
  image.encoding = nb::cast<std::string>(options["encoding"]);
  image.center_crop = nb::cast<bool>(options["center_crop"]);
  image.check = nb::cast<bool>(options["check_pixels"]) ? ImageCheck::kDecode : ImageCheck::kHeader;
  image.interpolation = static_cast<Interpolation>(nb::cast<int>(options["interpolation"]));
  return image;
}

PackOptions PackOptionsOf(const nb::dict& options) {
  PackOptions pack;
  pack.image = ImageOptionsOf(options);
  pack.output.prefix = nb::cast<std::filesystem::path>(options["prefix"]);
  pack.output.shard_count = nb::cast<std::uint64_t>(options["shards"]);
  pack.output.shard_bytes = nb::cast<std::uint64_t>(options["shard_bytes"]);
  pack.output.part_index = nb::cast<std::uint64_t>(options["part_index"]);
  pack.output.part_count = nb::cast<std::uint64_t>(options["part_count"]);
  pack.output.resume = nb::cast<bool>(options["resume"]);
  if (!options["compression"].is_none()) {
    pack.output.compression = nb::cast<int>(options["compression"]);
  }
  if (!options["pack_label"].is_none()) {
    pack.labels =
        nb::cast<bool>(options["pack_label"]) ? LabelPacking::kPacked : LabelPacking::kInHeader;
  }
  pack.on_error = nb::cast<bool>(options["fail"]) ? OnPackError::kFail : OnPackError::kSkip;
  pack.threads = nb::cast<std::size_t>(options["threads"]);
  return pack;
}

nb::dict Pack(const std::filesystem::path& list, const std::filesystem::path& root,
              const nb::dict& options, const nb::object& progress, const nb::object& log) {
  const PackOptions pack = PackOptionsOf(options);
  PackObserver observer;
  observer.on_progress = Calling<std::uint64_t, std::uint64_t>(progress);
  observer.on_message = Calling<std::string>(log);
  const nb::object nobody = nb::none();  // but Ctrl-C is noticed during uploads
  observer.on_upload = Calling<std::uint64_t, std::uint64_t>(nobody);
  observer.on_wait = Calling<>(nobody);
  PackResult result;
  {
    const GilRelease release;
    result = PackList(list, root, pack, observer);
  }
  nb::list skipped;
  for (const SkippedLine& line : result.skipped) {
    nb::dict entry;
    entry["line"] = line.line;
    entry["index"] = nb::cast(line.index);
    entry["path"] = TextOf(line.path);
    entry["reason"] = TextOf(line.reason);
    skipped.append(entry);
  }
  nb::dict summary;
  summary["record_path"] = TextOf(result.record_path.string());
  summary["records"] = result.records;
  summary["bytes"] = result.bytes;
  summary["shards"] = result.shards;
  summary["resumed"] = result.resumed;
  summary["skipped"] = skipped;
  summary["bad_labels"] = result.bad_labels.lines;
  summary["misnamed"] = result.misnamed;
  return summary;
}

nb::dict ListImages(const std::filesystem::path& prefix, const std::filesystem::path& root,
                    const nb::dict& options, const nb::object& progress) {
  ListingOptions listing;
  if (nb::cast<bool>(options["recursive"])) listing.depth = WalkDepth::kRecursive;
  if (!options["extensions"].is_none()) {
    listing.extensions = nb::cast<std::vector<std::string>>(options["extensions"]);
  }
  listing.split = {.train_ratio = nb::cast<double>(options["train_ratio"]),
                   .test_ratio = nb::cast<double>(options["test_ratio"]),
                   .chunks = nb::cast<std::size_t>(options["chunks"])};
  listing.shuffle = nb::cast<bool>(options["shuffle"]);
  listing.seed = nb::cast<std::uint64_t>(options["seed"]);
  listing.threads = nb::cast<int>(options["threads"]);
  listing.classes = nb::cast<std::vector<std::string>>(options["classes"]);
  ListingResult result;
  {
    const GilRelease release;
    result = MakeImageLists(prefix, root, listing, Calling<std::uint64_t, std::uint64_t>(progress));
  }
  nb::list lists;
  for (const WrittenList& list : result.lists) lists.append(TextOf(list.path.string()));
  nb::list problems;
  for (const Error& problem : result.problems) problems.append(TextOf(problem.what()));
  nb::dict summary;
  summary["images"] = result.images;
  summary["lists"] = lists;
  summary["classes"] = TextsOf(result.classes);
  summary["problems"] = problems;
  return summary;
}

VocListOptions VocOptionsOf(const nb::dict& options) {
  VocListOptions voc;
  voc.set.name = nb::cast<std::string>(options["set"]);
  voc.base = nb::cast<std::filesystem::path>(options["base"]);
  voc.classes = nb::cast<std::vector<std::string>>(options["classes"]);
  voc.add_unknown_classes = nb::cast<bool>(options["add_unknown_classes"]);
  voc.drop_bad_boxes = nb::cast<bool>(options["drop_bad_boxes"]);
  voc.keep_negatives = nb::cast<bool>(options["keep_negatives"]);
  voc.take_unannotated = nb::cast<bool>(options["take_unannotated"]);
  voc.fields = ParseVocFields(nb::cast<std::string>(options["object_fields"]));
  voc.threads = nb::cast<int>(options["threads"]);
  return voc;
}

nb::dict Written(const VocList& list, const std::filesystem::path& output) {
  if (list.entries.empty()) {
    throw Error(ErrorCode::kCorruptData, "no image is left for the list",
                {.file = output.string()});
  }
  {
    const GilRelease release;
    MakeFolderFor(output);
    WriteListFile(output, list.entries, LabelFormat::kShortest);
    WriteClassNames(ClassNamesPathFor(output), list.classes);
  }
  nb::list problems;
  for (const VocProblem& problem : list.problems.kept()) problems.append(TextOf(Describe(problem)));
  nb::dict summary;
  summary["images"] = list.entries.size();
  summary["objects"] = list.objects;
  summary["negatives"] = list.negatives;
  summary["classes"] = TextsOf(list.classes);
  summary["objects_per_class"] = list.objects_per_class;
  summary["root"] = TextOf(list.base.string());
  summary["problems"] = problems;
  return summary;
}

AnnotationInput InputOf(const nb::dict& input) {
  return {.paths = nb::cast<std::vector<std::filesystem::path>>(input["paths"]),
          .annotations = nb::cast<std::filesystem::path>(input["annotations"]),
          .images = nb::cast<std::filesystem::path>(input["images"]),
          .label_map = nb::cast<std::filesystem::path>(input["label_map"]),
          .coordinates = nb::cast<std::string>(input["coordinates"]),
          .merge_groups = nb::cast<bool>(input["merge_groups"])};
}

nb::dict AnnotationsToList(const std::string& format, const nb::dict& input,
                           const std::filesystem::path& output, const nb::dict& options,
                           const nb::object& progress) {
  const AnnotationInput annotations = InputOf(input);
  const VocListOptions listing = VocOptionsOf(options);
  VocList list;
  {
    const GilRelease release;
    list = MakeAnnotationList(format, annotations, listing,
                              Calling<std::uint64_t, std::uint64_t>(progress));
  }
  return Written(list, output);
}

}  // namespace

void BindLists(nb::module_& module) {
  module.def("pack", &Pack, nb::arg("list"), nb::arg("root"), nb::arg("options"),
             nb::arg("progress").none(), nb::arg("log").none());
  module.def("list_images", &ListImages, nb::arg("prefix"), nb::arg("root"), nb::arg("options"),
             nb::arg("progress").none());
  module.def("annotations_to_list", &AnnotationsToList, nb::arg("format"), nb::arg("input"),
             nb::arg("output"), nb::arg("options"), nb::arg("progress").none());
}

}  // namespace imrec::python
