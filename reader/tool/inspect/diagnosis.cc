#include "reader/tool/inspect/diagnosis.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/image_record.h>

#include "image/internal/jpeg_transcode.h"
#include "image/internal/orientation.h"
#include "image/internal/resample.h"
#include "reader/sample_loader.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kSampleBytes = std::uint64_t{256} << 20;
constexpr int kJpegQuality = 95;
// The size if images are not resized.
constexpr int kAnyEdge = std::numeric_limits<int>::max();

double Seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

// Converts an image. Returns false if the image does not change.
using Transform =
    std::function<bool(std::span<const std::byte> encoded, std::vector<std::byte>& result)>;

// Returns the sample with its images converted, or nothing if no image changes.
std::optional<MemoryRecords> Transformed(const MemoryRecords& sample, const Transform& transform) {
  MemoryRecords records;
  std::vector<std::byte> image;
  bool any = false;
  for (std::uint64_t i = 0; i < sample.size(); ++i) {
    std::vector<std::byte> payload = sample.payload(i);
    const std::span<const std::byte> encoded = ImageRecordView(payload).image();
    if (transform(encoded, image)) {
      any = true;
      payload.resize(payload.size() - encoded.size());
      payload.insert(payload.end(), image.begin(), image.end());
    }
    records.Add(sample.Where(i), std::move(payload));
  }
  if (!any) return std::nullopt;
  return records;
}

bool IsJpeg(std::span<const std::byte> encoded) {
  const ImageCodec* codec = DetectImageCodec(encoded);
  return codec != nullptr && codec->name == "jpeg";
}

std::optional<MemoryRecords> LaidOut(const MemoryRecords& sample, JpegLayout layout,
                                     const ImageLimits& limits) {
  JpegTranscoder transcoder(limits);
  return Transformed(sample, [&](std::span<const std::byte> encoded, std::vector<std::byte>& to) {
    return IsJpeg(encoded) && transcoder.Transcode(encoded, layout, to);
  });
}

// Returns a shorter edge with little loss: crops of half the image still have the output's pixels.
int EnoughEdge(const AugmentRecipe& recipe) {
  constexpr double kCropSide = 0.7;
  const ImageSize output = recipe.resize.output;
  return static_cast<int>(std::ceil(std::max(output.width, output.height) / kCropSide / 10)) * 10;
}

// Shrinks images to this shorter edge if theirs is longer. With `raw`, converts all images.
std::optional<MemoryRecords> Resized(const MemoryRecords& sample, int edge, bool raw,
                                     const ImageLimits& limits) {
  AnyImageDecoder decoder(limits);
  Resampler resampler;
  Image stored;
  Image upright;
  Image small;
  return Transformed(sample, [&](std::span<const std::byte> encoded, std::vector<std::byte>& to) {
    const int orientation = decoder.Open(encoded).orientation;
    decoder.Decode(ColorMode::kRgb, stored);
    if (orientation != 1) ApplyOrientation(stored.view(), orientation, upright);
    const Image* image = orientation == 1 ? &stored : &upright;
    const int shorter = std::min(image->width(), image->height());
    if (shorter > edge) {
      const double factor = static_cast<double>(edge) / shorter;
      ResizeImage(image->view(),
                  {.width = static_cast<int>(image->width() * factor),
                   .height = static_cast<int>(image->height() * factor)},
                  resampler, small);
      image = &small;
    } else if (!raw) {
      return false;
    }
    EncodeImage(image->view(), raw ? ".raw" : ".jpg", kJpegQuality, to);
    return true;
  });
}

// Reads all records in file order, until `limit` seconds after `start`. Returns bytes per second.
double ReadInOrder(const RecordStore& records, double limit, Clock::time_point start) {
  constexpr std::uint64_t kAhead = 128;  // records
  std::vector<std::byte> payload;
  std::uint64_t bytes = 0;
  for (std::uint64_t i = 0; i < records.size() && Seconds(Clock::now() - start) < limit; ++i) {
    if (i % kAhead == 0) records.WillRead(i, 2 * kAhead);
    try {
      records.Read(i, payload);
      bytes += payload.size();
    } catch (const Error&) {
      // This measures the disk only; `imrec verify` reports damage.
    }
  }
  return static_cast<double>(bytes) / std::max(1e-9, Seconds(Clock::now() - start));
}

// Small files are fetched while they are opened, and the session of `input` has read some already.
double MeasureNetwork(const InputSet& input, double limit) {
  const Clock::time_point start = Clock::now();
  AccessOptions access;
  access.remote = input.files().access().remote;
  access.remote.cache.clear();
  ShareSession(input.files()[0].path, access);
  RecordDataset fetched;
  fetched.AddFiles(input.files().paths(),
                   {.access = access, .check_checksums = false, .scan_if_index_is_bad = true});
  return ReadInOrder(fetched, limit, start);
}

}  // namespace

double SampleCost::total_us() const {
  return std::accumulate(stage_us.begin(), stage_us.end(), 0.0);
}

MemoryRecords TakeSample(const RecordStore& records, std::uint64_t count,
                         const SampleSetup& setup) {
  count = std::min(count, records.size());
  MemoryRecords sample;
  AnyImageDecoder decoder(setup.limits);
  Image image;
  std::vector<std::byte> payload;
  std::vector<float> labels;
  std::uint64_t bytes = 0;
  std::optional<Error> problem;
  for (std::uint64_t i = 0; i < count && bytes < kSampleBytes; ++i) {
    const std::uint64_t ordinal = i * records.size() / count;
    try {
      records.Read(ordinal, payload);
      const ImageRecordView record(payload);
      record.CopyLabels(labels);
      if (const std::string fault = setup.labels.Problem(labels); !fault.empty()) {
        throw Error(ErrorCode::kCorruptData, fault);
      }
      decoder.Decode(record.image(), ColorMode::kRgb, image);
      bytes += payload.size();
      sample.Add(records.Where(ordinal), payload);
    } catch (const Error& error) {
      problem = error.Within(records.Where(ordinal));
    }
  }
  if (sample.size() == 0) throw *problem;
  return sample;
}

SampleCost MeasureCost(const MemoryRecords& records, const SampleSetup& setup, double seconds) {
  const std::unique_ptr<LabelEncoder> encoder = setup.labels.MakeEncoder();
  SampleLoader loader(records, setup.recipe, *encoder, {}, setup.limits);
  const ImageSize output = setup.recipe.resize.output;
  std::vector<float> image(3 * static_cast<std::size_t>(output.width) *
                           static_cast<std::size_t>(output.height));
  std::vector<SampleCost> passes;
  const Clock::time_point start = Clock::now();
  for (std::uint32_t epoch = 0; epoch < 3 || Seconds(Clock::now() - start) < seconds; ++epoch) {
    const StageTimes before = loader.stage_times();
    for (std::uint64_t i = 0; i < records.size(); ++i) {
      loader.Render(i, {.epoch = epoch, .ordinal = i}, image);
    }
    SampleCost cost;
    for (std::size_t stage = 0; stage < cost.stage_us.size(); ++stage) {
      const auto spent = loader.stage_times().spent[stage] - before.spent[stage];
      cost.stage_us[stage] = std::chrono::duration<double, std::micro>(spent).count() /
                             static_cast<double>(records.size());
    }
    // The first pass only warms up.
    if (epoch > 0) passes.push_back(cost);
  }
  const auto median = passes.begin() + static_cast<std::ptrdiff_t>(passes.size() / 2);
  std::ranges::nth_element(passes, median, {}, &SampleCost::total_us);
  return *median;
}

DiskRates MeasureDisk(const InputSet& input) {
  constexpr double kLimit = 3;
  DiskRates rates;
  if (input.files().access().session) {
    rates.cold = MeasureNetwork(input, kLimit);
  } else {
    // Reading without keep_cached drops the pages from the cache.
    RecordDataset dropping;
    dropping.AddFiles(input.files().paths(),
                      {.access = {.keep_cached = false}, .scan_if_index_is_bad = true});
    ReadInOrder(dropping, kLimit, Clock::now());
    rates.cold = ReadInOrder(input.records(), kLimit, Clock::now());
  }
  rates.cached = ReadInOrder(input.records(), kLimit, Clock::now());
  return rates;
}

std::vector<Remedy> MakeRemedies(const MemoryRecords& sample, const SampleSetup& setup,
                                 const RemedyCommands& commands) {
  const ImageLimits& limits = setup.limits;
  std::vector<Remedy> remedies;
  remedies.push_back({.name = "JPEGs converted to baseline, without loss",
                      .how = commands.Convert({"--jpeg", "baseline"}, "baseline"),
                      .records = LaidOut(sample, JpegLayout::kBaseline, limits)});
  remedies.push_back({.name = "JPEGs converted to crop-ready, without loss",
                      .how = commands.Convert({"--jpeg", "crop-ready"}, "fast"),
                      .records = LaidOut(sample, JpegLayout::kCropReady, limits)});
  const int edge = EnoughEdge(setup.recipe);
  const std::string size = std::to_string(edge);
  std::optional<MemoryRecords> small;
  if (!setup.labels.identity()) small = Resized(sample, edge, false, limits);
  if (!small) {
    remedies.push_back({.name = "raw pixels",
                        .how = commands.Convert({"--encoding", ".raw"}, "raw"),
                        .records = Resized(sample, kAnyEdge, true, limits)});
    return remedies;
  }
  remedies.push_back({.name = "images packed with a shorter edge of " + size,
                      .how = commands.Pack({"--resize", size}, "small"),
                      .records = std::move(small)});
  remedies.push_back({.name = "raw pixels, resized in the same way",
                      .how = commands.Pack({"--resize", size, "--encoding", ".raw"}, "raw"),
                      .records = Resized(sample, edge, true, limits)});
  return remedies;
}

}  // namespace imrec::tool
