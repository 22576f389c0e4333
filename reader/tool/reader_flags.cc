#include "reader/tool/reader_flags.h"

#include <charconv>
#include <map>

#include <imrec/error.h>

#include "reader/tool/limit_options.h"
#include "reader/tool/option_values.h"

namespace imrec::tool {
namespace {

// What can be typed for each of an enumeration's values.
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
const Names<DetectionLabelLayout> kLabels = {{"objects", DetectionLabelLayout::kObjects},
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
              "--shuffle is none, full or window:RECORDS, not '" + text + "'");
}

}  // namespace

void ReaderFlags::AddTo(CLI::App& app) {
  AddSets(app, sets);
  app.add_option("--weights", weights,
                 "For each SET, how often its records come in an epoch (default 1)");
  app.add_option("--preset", preset, RecipeHelp())->capture_default_str();
  app.add_option("--batch-size", batch_size, "Samples in a batch")->capture_default_str();
  app.add_option("--last-batch", last_batch, "What to do with an epoch's rest")
      ->check(OneOf(kLastBatch))
      ->capture_default_str();
  app.add_option("--dtype", type, "Type of pixels")->check(OneOf(kTypes))->capture_default_str();
  app.add_option("--layout", layout, "Planes, or channels interleaved")
      ->check(OneOf(kLayouts))
      ->capture_default_str();
  app.add_option("--channels", channels, "Order of channels")
      ->check(OneOf(kChannels))
      ->capture_default_str();
  app.add_option("--labels", labels, "Rows of objects, or MXNet's label rows")
      ->check(OneOf(kLabels))
      ->capture_default_str();
  app.add_option("--threads", threads, "Workers; 0: all processors that may be used")
      ->capture_default_str();
  app.add_flag("--pin-threads", pin_threads, "Bind each worker to one processor");
  app.add_option("--prefetch", prefetch, "Batches in the making or ready")->capture_default_str();
  app.add_option("--part", part, "I/N: the share of reader I among N")->capture_default_str();
  app.add_option("--equalise", equalise, "Give all parts the same number of samples")
      ->check(OneOf(kEqualise))
      ->capture_default_str();
  app.add_option("--seed", seed, "Seed of order and augmentation")->capture_default_str();
  app.add_option("--shuffle", shuffle, "none, full, or window:RECORDS")->capture_default_str();
  app.add_flag("--mmap", map, "Map files into memory instead of reading them");
  app.add_flag("--drop-cache", drop_cache, "Leave nothing that was read in the page cache");
  app.add_flag("--huge-pages", huge_pages, "Ask the system for large pages for batches");
  app.add_flag("--checksums", check_checksums, "Hold each record against PREFIX.crc");
  AddLimits(app, limits);
}

ReaderOptions ReaderFlags::ToReaderOptions() const {
  if (!weights.empty() && weights.size() != sets.size()) {
    throw Error(ErrorCode::kInvalidArgument, "--weights has " + std::to_string(weights.size()) +
                                                 " values for " + std::to_string(sets.size()) +
                                                 " sets");
  }
  ReaderOptions options;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    options.sources.emplace_back(sets[i], weights.empty() ? 1.0 : weights[i]);
  }
  const Part share = ParsePart(part);
  options.recipe = GetRecipe(preset);
  options.format = {
      .type = kTypes.at(type), .layout = kLayouts.at(layout), .order = kChannels.at(channels)};
  options.batch_size = batch_size;
  options.last_batch = kLastBatch.at(last_batch);
  options.seed = seed;
  options.shuffle = ParseShuffle(shuffle);
  options.part_index = share.index;
  options.part_count = share.count;
  options.equalise = kEqualise.at(equalise);
  options.check_checksums = check_checksums;
  options.limits = limits;
  options.threads = threads;
  options.pin_threads = pin_threads;
  options.prefetch = prefetch;
  options.huge_pages = huge_pages;
  options.access = {.map = map, .keep_cached = !drop_cache};
  return options;
}

DetectionLabels ReaderFlags::ToDetectionLabels() const { return {.layout = kLabels.at(labels)}; }

std::string ReaderFlags::Name() const {
  return sets.size() == 1 ? sets[0] : sets[0] + " and " + std::to_string(sets.size() - 1) + " more";
}

}  // namespace imrec::tool
