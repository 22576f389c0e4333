#include "reader/tool/reader_flags.h"

#include <charconv>
#include <map>
#include <utility>

#include <imrec/classification_reader.h>
#include <imrec/detection_reader.h>
#include <imrec/error.h>
#include <CLI/CLI.hpp>

#include "reader/records/record_dataset.h"
#include "reader/tool/common_options.h"
#include "reader/tool/default_preset.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/input_set.h"
#include "reader/tool/limit_options.h"
#include "reader/tool/set_labels.h"
#include "recordio/console/console.h"
#include "recordio/console/option_values.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {
namespace {

// The option values for the values of each enumeration.
template <typename Value>
using Names = std::map<std::string, Value>;

const Names<LastBatch> kLastBatch = {{"keep", LastBatch::kKeep},
                                     {"pad", LastBatch::kPad},
                                     {"drop", LastBatch::kDrop},
                                     {"roll-over", LastBatch::kRollOver}};
const Names<PixelType> kTypes = {{"float32", PixelType::kFloat32},
                                 {"float16", PixelType::kFloat16},
                                 {"uint8", PixelType::kUint8}};
const Names<PixelLayout> kLayouts = {{"nchw", PixelLayout::kNchw}, {"nhwc", PixelLayout::kNhwc}};
const Names<ChannelOrder> kChannels = {{"rgb", ChannelOrder::kRgb}, {"bgr", ChannelOrder::kBgr}};
const Names<Equalise> kEqualise = {
    {"off", Equalise::kOff}, {"pad", Equalise::kPad}, {"drop", Equalise::kDrop}};
const Names<DetectionLabelLayout> kDetectionLabels = {{"objects", DetectionLabelLayout::kObjects},
                                                      {"mxnet", DetectionLabelLayout::kMxnet}};

template <typename Value>
CLI::IsMember OneOf(const Names<Value>& names) {
  std::vector<std::string> keys;
  for (const auto& [name, value] : names) keys.push_back(name);
  return CLI::IsMember(keys);
}

ShuffleOptions ParseShuffle(const std::string& text) {
  if (text == "none") return {.mode = ShuffleMode::kNone};
  if (text == "full") return {.mode = ShuffleMode::kFull};
  constexpr std::string_view kWindow = "window:";
  std::uint64_t window = 0;
  const char* const end = text.data() + text.size();
  if (text.starts_with(kWindow)) {
    const auto parsed = std::from_chars(text.data() + kWindow.size(), end, window);
    if (parsed.ec == std::errc() && parsed.ptr == end) {
      return {.mode = ShuffleMode::kWindow, .window = window};
    }
  }
  throw Error(ErrorCode::kInvalidArgument,
              "--shuffle must be none, full or window:RECORDS, not '" + text + "'");
}

}  // namespace

void ReaderFlags::AddTo(CLI::App& app) {
  AddSets(app, sets);
  app.add_option("--weights", weights,
                 "For each SET, how often each of its records is read in an epoch (default 1)");
  AddPreset(app, preset);
  AddKind(app, kind);
  console::AddWholeNumber(app, "--batch-size", batch_size, "Samples in a batch",
                          {.lowest = 1, .highest = ReaderOptions::kMaxBatchSize})
      ->default_str(std::to_string(batch_size));
  app.add_option("--last-batch", last_batch,
                 "What to do with the samples after an epoch's last full batch")
      ->check(OneOf(kLastBatch))
      ->capture_default_str();
  app.add_option("--dtype", type, "Type of pixels")->check(OneOf(kTypes))->capture_default_str();
  app.add_option("--layout", layout, "Order of dimensions: planes, or interleaved channels")
      ->check(OneOf(kLayouts))
      ->capture_default_str();
  app.add_option("--channels", channels, "Order of channels")
      ->check(OneOf(kChannels))
      ->capture_default_str();
  app.add_option(
      "--labels", labels,
      "Detection: objects (rows of objects, the default) or mxnet (MXNet's rows); "
      "otherwise stored (as in the records, the default), multi-hot:CLASSES, or identity "
      "(only the first value)");
  AddClasses(app, classes);
  AddThreads(app, threads, "Workers");
  app.add_flag("--pin-threads", pin_threads, "Bind each worker to one processor");
  console::AddWholeNumber(app, "--prefetch", prefetch, "Batches that are being filled or ready",
                          {.lowest = 1, .highest = ReaderOptions::kMaxPrefetch})
      ->default_str(std::to_string(prefetch));
  app.add_option("--part", part, "I/N: read part I of N, from 0")->capture_default_str();
  app.add_option("--equalise", equalise, "Give all parts the same number of samples")
      ->check(OneOf(kEqualise))
      ->capture_default_str();
  AddSeed(app, seed, "Seed of order and augmentation");
  app.add_option("--shuffle", shuffle, "Shuffle: none, full, or window:RECORDS")
      ->capture_default_str();
  app.add_flag("--mmap", map, "Map files into memory instead of reading them");
  app.add_flag("--drop-cache", drop_cache, "Drop what was read from the page cache");
  app.add_flag("--huge-pages,!--no-huge-pages", huge_pages,
               "Request huge pages for the pixels of batches (default), or do not");
  CLI::Option* const checksums =
      app.add_flag("--checksums", check_checksums,
                   "Compare each record with its checksum in PREFIX.crc (default: those of remote "
                   "files that have one)");
  app.add_flag("--no-checksums", ignore_checksums, "Compare no record with its checksum")
      ->excludes(checksums);
  cache.AddTo(app);
  console::AddShare(app, "--max-bad-share", max_bad_share,
                    "Fail if more than this share of an epoch's samples are bad records")
      ->capture_default_str();
  AddLimits(app, limits);
}

std::string ReaderFlags::Name() const {
  const std::string first = ShownPath(sets[0]);
  return sets.size() == 1 ? first : first + " and " + std::to_string(sets.size() - 1) + " more";
}

namespace {

// Returns all options except the recipe.
ReaderOptions ToReaderOptions(const ReaderFlags& flags, const std::string& tool) {
  const std::vector<std::string>& sets = flags.sets;
  const std::vector<double>& weights = flags.weights;
  if (!weights.empty() && weights.size() != sets.size()) {
    throw Error(ErrorCode::kInvalidArgument, "--weights has " +
                                                 console::Counted(weights.size(), "value") +
                                                 " for " + console::Counted(sets.size(), "set"));
  }
  ReaderOptions options;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    options.sources.emplace_back(sets[i], weights.empty() ? 1.0 : weights[i]);
  }
  const Part share = ParsePart(flags.part);
  options.format = {.type = kTypes.at(flags.type),
                    .layout = kLayouts.at(flags.layout),
                    .order = kChannels.at(flags.channels)};
  options.mix_class_names = !flags.classes.empty();
  options.batch_size = flags.batch_size;
  options.last_batch = kLastBatch.at(flags.last_batch);
  options.seed = flags.seed;
  options.shuffle = ParseShuffle(flags.shuffle);
  options.part_index = share.index;
  options.part_count = share.count;
  options.equalise = kEqualise.at(flags.equalise);
  if (flags.check_checksums || flags.ignore_checksums) {
    options.check_checksums = flags.check_checksums;
  }
  options.limits = flags.limits;
  options.max_bad_share = flags.max_bad_share;
  options.threads = flags.threads;
  options.pin_threads = flags.pin_threads;
  options.prefetch = flags.prefetch;
  options.huge_pages = flags.huge_pages;
  options.access = {.map = flags.map, .keep_cached = !flags.drop_cache};
  options.access.remote = flags.cache.Remote();
  options.log = [tool](std::string_view text) { console::Say(tool, text); };
  return options;
}

[[noreturn]] void RefuseLabels(const std::string& labels, LabelKind kind,
                               const std::string& choices) {
  throw Error(ErrorCode::kInvalidArgument, "--labels must be " + choices + " for labels of kind " +
                                               LabelKindName(kind) + ", not '" + labels + "'");
}

DetectionLabels ToDetectionLabels(const std::string& labels) {
  if (labels.empty()) return {};
  const auto found = kDetectionLabels.find(labels);
  if (found == kDetectionLabels.end()) {
    RefuseLabels(labels, LabelKind::kDetection, "objects or mxnet");
  }
  return {.layout = found->second};
}

ClassificationLabels ToClassificationLabels(const std::string& labels, LabelKind kind) {
  constexpr std::string_view kMultiHot = "multi-hot:";
  constexpr std::uint64_t kMostClasses = std::uint64_t{1} << 26;
  const bool identity = labels == "identity" || (labels.empty() && kind == LabelKind::kIdentity);
  if (identity) return {.layout = ClassificationLabelLayout::kIdentity};
  if (labels.empty() || labels == "stored") return {};
  std::uint64_t classes = 0;
  const char* const end = labels.data() + labels.size();
  if (labels.starts_with(kMultiHot)) {
    const auto [at, status] = std::from_chars(labels.data() + kMultiHot.size(), end, classes);
    if (status == std::errc() && at == end && classes >= 1 && classes <= kMostClasses) {
      return {.layout = ClassificationLabelLayout::kMultiHot, .width = classes};
    }
  }
  RefuseLabels(labels, kind,
               "stored, identity, or multi-hot:CLASSES with 1.." + std::to_string(kMostClasses) +
                   " classes,");
}

// Opens the files in the same way as the reader, so that the same files are errors. Labels are not
// compared with checksums.
SetLabels LabelsOf(const InputFiles& files, const ReaderFlags& flags, std::string& preset) {
  RecordDataset records;
  records.AddFiles(files.paths(), {.access = files.access(), .check_checksums = false});
  const SetLabels labels = FindSetLabels(records, flags.kind);
  if (preset.empty()) preset = DefaultPreset(labels, records);
  return labels;
}

}  // namespace

OpenedReader OpenReader(const ReaderFlags& flags, const std::string& tool) {
  ReaderOptions options = ToReaderOptions(flags, tool);
  std::string preset = flags.preset;
  if (!preset.empty()) options.recipe = GetRecipe(preset);
  AccessOptions access;
  access.remote = options.access.remote;
  const InputFiles files(flags.sets, tool, {.find = {.access = access}, .keep_repeats = true});
  options.access.session = files.access().session;
  static_cast<void>(SharedClassNames(files, flags.classes, OnOtherNames::kRefuse));
  const SetLabels labels = LabelsOf(files, flags, preset);
  if (flags.preset.empty()) options.recipe = GetRecipe(preset);
  const auto open = [&]() -> BatchReader {
    if (labels.detection()) {
      return DetectionReader(std::move(options), ToDetectionLabels(flags.labels));
    }
    const ClassificationLabels layout = ToClassificationLabels(flags.labels, labels.kind);
    if (labels.meaning == LabelMeaning::kWeights && labels.kind == LabelKind::kClassification &&
        layout.layout != ClassificationLabelLayout::kStored) {
      throw Error(ErrorCode::kInvalidArgument,
                  "--labels '" + flags.labels +
                      "' needs labels that are classes; these are weights of classes, for which "
                      "there is --labels stored");
    }
    return ClassificationReader(std::move(options), layout);
  };
  return {.reader = open(), .kind = labels.kind, .preset = preset};
}

}  // namespace imrec::tool
