// Writing records and data sets.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <imrec/dataset_writer.h>
#include <imrec/image_record.h>

#include "reader/python/gil.h"
#include "reader/python/python_module.h"

namespace imrec::python {
namespace {

DatasetOptions OptionsOf(const std::filesystem::path& prefix, std::uint64_t shards,
                         std::uint64_t shard_bytes, std::optional<int> compression,
                         const std::vector<std::string>& classes) {
  return {.prefix = prefix,
          .shard_count = shards,
          .shard_bytes = shard_bytes,
          .compression_level = compression,
          .tool = "imrec.Writer",
          .class_names = classes};
}

// Packs the labels as im2rec does: one in the header, several after it.
void WriteImage(DatasetWriter& writer, std::uint64_t key, const std::vector<float>& labels,
                const Bytes& image) {
  const GilRelease release;
  std::vector<std::byte> payload;
  BuildImageRecord(key, labels, LabelPacking::kPacked, SpanOf(image), payload);
  writer.Write(key, payload);
}

void WritePayload(DatasetWriter& writer, std::uint64_t key, const Bytes& payload) {
  const GilRelease release;
  writer.Write(key, SpanOf(payload));
}

std::string Close(DatasetWriter& writer) {
  const GilRelease release;
  return FormatManifest(writer.Close());
}

}  // namespace

void BindWriter(nb::module_& module) {
  nb::class_<DatasetWriter>(module, "DatasetWriter")
      .def(
          "__init__",
          [](DatasetWriter* self, const std::filesystem::path& prefix, std::uint64_t shards,
             std::uint64_t shard_bytes, std::optional<int> compression,
             const std::vector<std::string>& class_names) {
            const GilRelease release;
            new (self)
                DatasetWriter(OptionsOf(prefix, shards, shard_bytes, compression, class_names));
          },
          nb::arg("prefix"), nb::kw_only(), nb::arg("shards"), nb::arg("shard_bytes"),
          nb::arg("compression").none(), nb::arg("class_names"))
      .def("write_image", &WriteImage, nb::arg("key"), nb::arg("labels"), nb::arg("image"))
      .def("write_payload", &WritePayload, nb::arg("key"), nb::arg("payload"))
      .def("next_shard", &DatasetWriter::NextShard, nb::call_guard<GilRelease>())
      .def(
          "add_companion",
          [](DatasetWriter& self, const std::string& extension, const std::string& contents) {
            self.AddCompanion(extension, contents);
          },
          nb::arg("extension"), nb::arg("contents"))
      .def("discard", &DatasetWriter::Discard)
      .def("close", &Close, "The manifest, as JSON.")
      .def_prop_ro("shard", &DatasetWriter::shard)
      .def_prop_ro("count", &DatasetWriter::count)
      .def_prop_ro("messages",
                   [](const DatasetWriter& writer) { return TextsOf(writer.messages()); });
}

}  // namespace imrec::python
