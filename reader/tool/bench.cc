// imrec bench: reads batches as a trainer does, as fast as possible.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <imrec/batch_reader.h>
#include <imrec/error.h>
#include <imrec/recipe_file.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/reader_flags.h"
#include "reader/tool/remote_report.h"
#include "reader/tool/standard_output.h"
#include "reader/tool/stream_digest.h"
#include "recordio/console/console.h"
#include "recordio/console/option_values.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec bench";

using Clock = std::chrono::steady_clock;

struct Options {
  ReaderFlags reader;
  double seconds = 5;
  double warm_up = 0;
  std::uint64_t epochs = 0;  // 0: read for `seconds`
  bool digest = false;
  bool json = false;
};

struct Result {
  std::uint64_t images = 0;
  double first_batch_seconds = 0;  // since the set was opened, and with that
  double seconds = 0;
  double cpu_seconds = 0;
  std::uint64_t max_rss_bytes = 0;
  ReaderStats stats;
  std::optional<std::string> digest;
};

double CpuSeconds(const rusage& usage) {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

rusage UsageNow() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage;
}

double SecondsSince(Clock::time_point time) {
  return std::chrono::duration<double>(Clock::now() - time).count();
}

// Leaves out of `stats` what was counted before. Percentiles and examples stay those of the whole
// run.
void Subtract(const ReaderStats& before, ReaderStats& stats) {
  stats.samples -= before.samples;
  stats.bad_records -= before.bad_records;
  stats.replaced -= before.replaced;
  for (std::size_t i = 0; i < kStageNames.size(); ++i) {
    stats.stage_times.spent[i] -= before.stage_times.spent[i];
  }
  stats.consumer_waits -= before.consumer_waits;
  stats.worker_waits -= before.worker_waits;
  tool::Subtract(before.remote, stats.remote);
}

Result Measure(const Options& options, BatchReader& reader, Clock::time_point opening) {
  Result result;
  StreamDigest digest;
  const auto note_first = [&] {
    if (result.first_batch_seconds == 0) result.first_batch_seconds = SecondsSince(opening);
  };
  for (const Clock::time_point start = Clock::now(); SecondsSince(start) < options.warm_up;) {
    if (reader.Next()) note_first();
  }
  ReaderStats before;
  if (options.warm_up > 0) before = reader.stats();
  const double cpu_before = CpuSeconds(UsageNow());
  const Clock::time_point start = Clock::now();
  std::uint64_t epochs = 0;
  while (options.epochs > 0 ? epochs < options.epochs : SecondsSince(start) < options.seconds) {
    const std::optional<Batch> batch = reader.Next();
    if (!batch) {
      ++epochs;
      continue;
    }
    note_first();
    result.images += batch->size();
    if (options.digest) digest.Add(*batch);
  }
  result.seconds = SecondsSince(start);
  const rusage usage = UsageNow();
  result.cpu_seconds = CpuSeconds(usage) - cpu_before;
  result.max_rss_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  result.stats = reader.stats();
  Subtract(before, result.stats);
  if (options.digest) result.digest = digest.Hex();
  return result;
}

double StageMicroseconds(const ReaderStats& stats, std::size_t stage) {
  const auto samples = static_cast<double>(std::max<std::uint64_t>(stats.samples, 1));
  return std::chrono::duration<double, std::micro>(stats.stage_times.spent[stage]).count() /
         samples;
}

nlohmann::ordered_json Json(const OpenedReader& opened, const Result& result) {
  const ReaderStats& stats = result.stats;
  nlohmann::ordered_json json = {
      {"images_per_second", static_cast<double>(result.images) / result.seconds},
      {"images", result.images},
      {"kind", LabelKindName(opened.kind)},
      {"preset", opened.preset},
      {"first_batch_seconds", result.first_batch_seconds},
      {"seconds", result.seconds},
      {"cpu_seconds", result.cpu_seconds},
      {"max_rss_bytes", result.max_rss_bytes},
      {"bad_records", stats.bad_records},
      {"replaced", stats.replaced},
      {"consumer_wait_seconds", stats.consumer_waits},
      {"worker_wait_seconds", stats.worker_waits}};
  for (std::size_t i = 0; i < kStageNames.size(); ++i) {
    const std::string name(kStageNames[i]);
    json["stages_us"][name] = StageMicroseconds(stats, i);
    json["stages_p50_us"][name] = stats.stage_percentiles[i].p50;
    json["stages_p99_us"][name] = stats.stage_percentiles[i].p99;
  }
  if (WasRemote(stats.remote)) json["remote"] = RemoteJson(stats.remote);
  if (result.digest) json["digest"] = *result.digest;
  return json;
}

void PrintText(const Options& options, const OpenedReader& opened, const Result& result) {
  const BatchReader& reader = opened.reader;
  const BatchShape& shape = reader.shape();
  const auto dims = shape.image_dims();
  std::printf("%s: %.0f images/s (%s in %.1f s)\n", options.reader.Name().c_str(),
              static_cast<double>(result.images) / result.seconds,
              console::Counted(result.images, "image").c_str(), result.seconds);
  std::printf("  %s, %s, batches of %zu x %zu x %zu x %zu %s, %zu threads\n",
              LabelKindName(opened.kind).c_str(), opened.preset.c_str(), dims[0], dims[1], dims[2],
              dims[3], options.reader.type.c_str(), reader.threads());
  std::printf("  first batch after %.0f ms, processor time %.1f s, peak memory %s\n",
              1e3 * result.first_batch_seconds, result.cpu_seconds,
              console::HumanBytes(result.max_rss_bytes).c_str());
  std::printf("  microseconds per image:");
  for (std::size_t i = 0; i < kStageNames.size(); ++i) {
    std::printf(" %s %.0f", kStageNames[i].data(), StageMicroseconds(result.stats, i));
  }
  std::printf("\n");
  if (WasRemote(result.stats.remote)) PrintRemote(result.stats.remote);
  if (result.digest) std::printf("  digest %s\n", result.digest->c_str());
}

int Run(Options options) {
  if (options.digest && options.epochs == 0) options.epochs = 1;
  const Clock::time_point opening = Clock::now();
  OpenedReader opened = OpenReader(options.reader, kName);
  const Result result = Measure(options, opened.reader, opening);
  if (options.json) {
    PrintJson(Json(opened, result));
  } else {
    PrintText(options, opened, result);
  }
  // Every epoch reads each record again, so report a bad record only once.
  std::set<std::string> told;
  for (const Error& error : result.stats.bad_examples) {
    if (!told.insert(error.what()).second) continue;
    console::Say(kName, std::string("bad record replaced: ") + error.what());
  }
  if (result.stats.bad_records > result.stats.bad_examples.size()) {
    console::Say(kName, console::Counted(result.stats.replaced, "sample") +
                            " replaced in all; imrec verify --decode names all bad records");
  }
  // They may be of the start, which the counts leave out.
  return result.stats.bad_examples.empty() ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddBench(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand("bench", "Reads augmented batches and measures how fast");
  options->reader.AddTo(*app);
  CLI::Option* seconds = console::AddNumber(*app, "--seconds", options->seconds, "Seconds to read",
                                            {.lowest = 0.001, .highest = 1e6})
                             ->default_str("5");
  CLI::Option* epochs = console::AddWholeNumber(*app, "--epochs", options->epochs,
                                                "Read whole epochs instead", {.lowest = 1})
                            ->excludes(seconds);
  CLI::Option* digest =
      app->add_flag("--digest", options->digest,
                    "Print a digest of all batches (reads one epoch unless --epochs is given)");
  console::AddNumber(*app, "--warm-up", options->warm_up,
                     "Seconds to read before that, which rates and counts leave out; percentiles "
                     "are those of the whole run",
                     {.lowest = 0, .highest = 1e6})
      ->excludes(epochs)
      ->excludes(digest)
      ->default_str("0");
  AddJson(*app, options->json);
  app->footer(R"(Examples:
  imrec bench train.rec --preset ssd300 --threads 2 --seconds 10
  imrec bench train.rec --digest --part 0/4
  imrec bench 'train-*.rec' extra.rec --weights 1 0.5 --shuffle window:4096
  imrec bench photos.rec --preset imagenet --labels multi-hot:2
  imrec bench s3://bucket/train --cache cache --epochs 2
Exit code: 0 done, 1 bad records were replaced, 2 nothing done.)");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
