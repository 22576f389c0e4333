// Readers and their options.
#include <array>
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nanobind/stl/array.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "reader/python/python_batch.h"
#include "reader/python/python_reader.h"
#include "reader/reader_config.h"

namespace imrec::python {
namespace {

template <typename Value>
using Choices = std::vector<std::pair<const char*, Value>>;

template <typename Value>
Value Choose(const char* field, const std::string& name, const Choices<Value>& choices) {
  std::string known;
  for (const auto& [text, value] : choices) {
    if (name == text) return value;
    known += (known.empty() ? "" : ", ") + std::string(text);
  }
  throw Error(ErrorCode::kInvalidArgument,
              std::string(field) + " must be one of " + known + ", not '" + name + "'");
}

// Negative numbers are passed on, for the message of the reader.
Count CountOf(const nb::int_& number) {
  if (number < nb::int_(0)) return nb::cast<std::int64_t>(number);
  return nb::cast<std::uint64_t>(number);
}

using OptionsClass = nb::class_<ReaderOptions>;

void BindCount(OptionsClass& options, const char* name, Count ReaderOptions::*field) {
  options.def_prop_rw(
      name, [field](const ReaderOptions& self) { return static_cast<std::uint64_t>(self.*field); },
      [field](ReaderOptions& self, const nb::int_& value) { self.*field = CountOf(value); });
}

template <typename Value>
void BindChoice(OptionsClass& options, const char* name, Value ReaderOptions::*field,
                Choices<Value> choices) {
  options.def_prop_rw(
      name,
      [field, choices](const ReaderOptions& self) -> std::string {
        for (const auto& [text, value] : choices) {
          if (self.*field == value) return text;
        }
        return "";
      },
      [field, choices, name](ReaderOptions& self, const std::string& text) {
        self.*field = Choose(name, text, choices);
      });
}

void BindOptions(nb::module_& module) {
  OptionsClass options(module, "ReaderOptions", "Options of all readers, see reader_options.h.");
  options.def(nb::init<>());
  options.def(
      "add_source",
      [](ReaderOptions& self, const std::filesystem::path& path, double weight) {
        self.sources.push_back(RecordSource(path, weight));
      },
      nb::arg("path"), nb::arg("weight") = 1.0);
  options.def_prop_rw(
      "recipe", [](const ReaderOptions& self) -> AugmentRecipe { return self.recipe; },
      [](ReaderOptions& self, const AugmentRecipe& recipe) { self.recipe = recipe; });
  options.def("set_format", [](ReaderOptions& self, const std::string& dtype,
                               const std::string& layout, const std::string& channels) {
    self.format = {
        .type = Choose<PixelType>("dtype", dtype,
                                  {{"float32", PixelType::kFloat32},
                                   {"float16", PixelType::kFloat16},
                                   {"uint8", PixelType::kUint8}}),
        .layout = Choose<PixelLayout>("layout", layout,
                                      {{"NCHW", PixelLayout::kNchw}, {"NHWC", PixelLayout::kNhwc}}),
        .order = Choose<ChannelOrder>("channels", channels,
                                      {{"RGB", ChannelOrder::kRgb}, {"BGR", ChannelOrder::kBgr}})};
  });
  options.def("set_shuffle",
              [](ReaderOptions& self, const std::string& mode, const nb::int_& window) {
                self.shuffle = {.mode = Choose<ShuffleMode>("shuffle", mode,
                                                            {{"none", ShuffleMode::kNone},
                                                             {"full", ShuffleMode::kFull},
                                                             {"window", ShuffleMode::kWindow}}),
                                .window = CountOf(window)};
              });
  options.def("set_access",
              [](ReaderOptions& self, bool map, bool keep_cached, std::uint64_t frame_cache_bytes) {
                self.access.map = map;
                self.access.keep_cached = keep_cached;
                self.access.frame_cache_bytes = frame_cache_bytes;
              });
  options.def("set_limits",
              [](ReaderOptions& self, std::int64_t max_pixels, std::int64_t max_scan_pixels) {
                if (max_pixels != 0) self.limits.max_pixels = max_pixels;
                if (max_scan_pixels != 0) self.limits.max_scan_pixels = max_scan_pixels;
              });
  BindCount(options, "batch_size", &ReaderOptions::batch_size);
  BindCount(options, "seed", &ReaderOptions::seed);
  BindCount(options, "part_index", &ReaderOptions::part_index);
  BindCount(options, "part_count", &ReaderOptions::part_count);
  options.def(
      "take_part",
      [](ReaderOptions& self, const std::string& launcher, const nb::object& log) {
        ReaderOptions part;
        part.parts_from = launcher;
        part.log = [&log](std::string_view text) { log(TextOf(text)); };
        TakePart(part);
        self.part_index = part.part_index;
        self.part_count = part.part_count;
      },
      nb::arg("launcher"), nb::arg("log"));
  BindCount(options, "threads", &ReaderOptions::threads);
  BindCount(options, "prefetch", &ReaderOptions::prefetch);
  BindCount(options, "memory", &ReaderOptions::memory);
  BindChoice<LastBatch>(options, "last_batch", &ReaderOptions::last_batch,
                        {{"keep", LastBatch::kKeep},
                         {"pad", LastBatch::kPad},
                         {"drop", LastBatch::kDrop},
                         {"roll", LastBatch::kRollOver}});
  BindChoice<Equalise>(
      options, "equalise", &ReaderOptions::equalise,
      {{"off", Equalise::kOff}, {"pad", Equalise::kPad}, {"drop", Equalise::kDrop}});
  BindChoice<BadRecordPolicy>(options, "bad_records", &ReaderOptions::bad_records,
                              {{"skip", BadRecordPolicy::kSkip}, {"fail", BadRecordPolicy::kFail}});
  options.def_rw("mix_class_names", &ReaderOptions::mix_class_names);
  options.def_rw("max_bad_share", &ReaderOptions::max_bad_share);
  options.def_rw("keep_plans", &ReaderOptions::keep_plans);
  options.def_rw("check_checksums", &ReaderOptions::check_checksums, nb::arg().none());
  options.def_rw("pin_threads", &ReaderOptions::pin_threads);
  options.def_rw("huge_pages", &ReaderOptions::huge_pages);
  options.def_prop_ro(
      "remote", [](ReaderOptions& self) -> RemoteOptions& { return self.access.remote; },
      nb::rv_policy::reference_internal);
}

nb::dict RemoteStatsOf(const RemoteStats& stats) {
  nb::dict result;
  result["requests"] = stats.requests;
  result["retries"] = stats.retries;
  result["hedges"] = stats.hedges;
  result["failures"] = stats.failures;
  result["bytes"] = stats.bytes;
  result["waits"] = stats.waits;
  result["wait_seconds"] = stats.wait_seconds;
  result["cache_reads"] = stats.cache_reads;
  result["cache_bytes"] = stats.cache_bytes;
  return result;
}

nb::dict StatsOf(const PythonReader& self) {
  const ReaderStats stats = self.stats();
  nb::dict stages;
  for (std::size_t i = 0; i < kStageNames.size(); ++i) {
    nb::dict stage;
    stage["seconds"] = std::chrono::duration<double>(stats.stage_times.spent[i]).count();
    stage["p50_us"] = stats.stage_percentiles[i].p50;
    stage["p99_us"] = stats.stage_percentiles[i].p99;
    stages[nb::str(kStageNames[i].data(), kStageNames[i].size())] = stage;
  }
  nb::list examples;
  for (const Error& error : stats.bad_examples) examples.append(ErrorObject(error));
  nb::dict result;
  result["samples"] = stats.samples;
  result["delivered"] = stats.delivered;
  result["bad_records"] = stats.bad_records;
  result["replaced"] = stats.replaced;
  result["bad_examples"] = examples;
  result["stages"] = stages;
  result["remote"] = RemoteStatsOf(stats.remote);
  result["seconds"] = stats.seconds;
  result["consumer_waits"] = stats.consumer_waits;
  result["worker_waits"] = stats.worker_waits;
  result["images_per_second"] = stats.images_per_second();
  result["bottleneck"] = DescribeBottleneck(stats);
  return result;
}

// For the garbage collector: a function may refer to the object that owns the reader.
int Traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  if (!nb::inst_ready(self)) return 0;
  const auto* reader = nb::inst_ptr<PythonReader>(self);
  Py_VISIT(reader->log().ptr());
  Py_VISIT(reader->on_bad_record().ptr());
  return 0;
}

int Clear(PyObject* self) {
  if (nb::inst_ready(self)) nb::inst_ptr<PythonReader>(self)->ForgetFunctions();
  return 0;
}

PyType_Slot reader_slots[] = {{Py_tp_traverse, reinterpret_cast<void*>(Traverse)},
                              {Py_tp_clear, reinterpret_cast<void*>(Clear)},
                              {0, nullptr}};

}  // namespace

void BindReader(nb::module_& module) {
  BindOptions(module);
  nb::class_<PythonReader>(module, "Reader", nb::type_slots(reader_slots))
      .def(
          "__init__",
          [](PythonReader* self, const ReaderOptions& options, const std::string& layout,
             const nb::int_& max_objects, nb::object log, nb::object on_bad_record) {
            const DetectionLabels labels{
                .layout = Choose<DetectionLabelLayout>("label_layout", layout,
                                                       {{"objects", DetectionLabelLayout::kObjects},
                                                        {"mxnet", DetectionLabelLayout::kMxnet}}),
                .max_objects = CountOf(max_objects)};
            new (self) PythonReader(options, labels, std::move(log), std::move(on_bad_record));
          },
          nb::arg("options"), nb::kw_only(), nb::arg("label_layout"), nb::arg("max_objects"),
          nb::arg("log").none(), nb::arg("on_bad_record").none())
      .def(
          "__init__",
          [](PythonReader* self, const ReaderOptions& options, const std::string& layout,
             const nb::int_& label_width, nb::object log, nb::object on_bad_record) {
            const ClassificationLabels labels{
                .layout = Choose<ClassificationLabelLayout>(
                    "label_layout", layout,
                    {{"stored", ClassificationLabelLayout::kStored},
                     {"multi_hot", ClassificationLabelLayout::kMultiHot},
                     {"identity", ClassificationLabelLayout::kIdentity}}),
                .width = CountOf(label_width)};
            new (self) PythonReader(options, labels, std::move(log), std::move(on_bad_record));
          },
          nb::arg("options"), nb::kw_only(), nb::arg("label_layout"), nb::arg("label_width"),
          nb::arg("log").none(), nb::arg("on_bad_record").none())
      .def("next", &PythonReader::Next, "The next batch, or None at the end of an epoch.")
      .def("start_epoch", &PythonReader::StartEpoch, nb::arg("epoch"))
      .def("state", &PythonReader::state)
      .def("restore", &PythonReader::Restore, nb::arg("state"))
      .def("close", &PythonReader::Close)
      .def("close_at_exit", &PythonReader::CloseAtExit)
      .def("stats", &StatsOf)
      .def("batches_in", [](const PythonReader& self,
                            std::uint32_t epoch) { return self.reader()->batches_in(epoch); })
      .def_prop_ro("size", [](const PythonReader& self) { return self.reader()->size(); })
      .def_prop_ro("threads", [](const PythonReader& self) { return self.reader()->threads(); })
      .def_prop_ro("class_names",
                   [](const PythonReader& self) { return TextsOf(self.reader()->class_names()); })
      .def_prop_ro("image_shape",
                   [](const PythonReader& self) { return self.reader()->shape().image_dims(); })
      .def_prop_ro("label_shape",
                   [](const PythonReader& self) { return LabelDims(self.reader()->shape()); });
}

}  // namespace imrec::python
