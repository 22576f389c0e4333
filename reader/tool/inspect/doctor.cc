// imrec doctor: finds the bottleneck of reading a data set, and measures possible improvements.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <imrec/classification_reader.h>
#include <imrec/detection_reader.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reader/processors.h"
#include "reader/tool/cache_options.h"
#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/default_preset.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/input_set.h"
#include "reader/tool/inspect/diagnosis.h"
#include "reader/tool/limit_options.h"
#include "reader/tool/remote_report.h"
#include "reader/tool/set_labels.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/option_values.h"

namespace imrec::tool {
namespace {

constexpr const char* kDoctorName = "imrec doctor";

struct DoctorOptions {
  std::vector<std::string> sets;
  std::string preset;  // empty: the default of the kind of labels
  std::string kind;
  std::string classes;
  std::size_t threads = 0;
  double trainer = 0;  // images/s; 0: unknown
  double seconds = 2;
  std::uint64_t sample = 200;
  CacheOptions cache;
  ImageLimits limits;
  bool json = false;
};

struct Gain {
  std::string name;
  std::string how;
  double factor = 1;       // images per second, relative to the present set
  double size_factor = 1;  // bytes, relative to the present set
  double images_per_second = 0;
};

struct Diagnosis {
  LabelKind kind = LabelKind::kUnknown;
  std::string preset;
  std::size_t threads = 0;
  std::size_t usable_threads = 0;
  double bytes_per_image = 0;
  DiskRates disk;
  bool remote = false;  // the disk is that of another machine
  SampleCost cost;
  double delivered = 0;      // images/s by the whole reader
  double reading_share = 0;  // of the time of its workers
  RemoteStats remote_cost;   // with opening
  double delivered_one = 0;
  double consumer = 0;  // images/s at which a batch's memory can be read
  std::string bottleneck;
  std::vector<Gain> gains;

  double disk_rate() const { return disk.cold / bytes_per_image; }
  double processor_rate() const { return static_cast<double>(threads) * 1e6 / cost.total_us(); }
  const char* storage() const { return remote ? "network" : "disk"; }
};

double MeanBytes(const MemoryRecords& records) {
  double bytes = 0;
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    bytes += static_cast<double>(records.payload(i).size());
  }
  return bytes / static_cast<double>(records.size());
}

// Measures the reader in the way a trainer uses it, for about `seconds`.
ReaderStats Read(const InputSet& input, const SampleSetup& setup, std::size_t threads,
                 double seconds) {
  std::vector<RecordSource> sources;
  for (std::size_t i = 0; i < input.files().size(); ++i) {
    if (input.file(i).size() > 0) sources.emplace_back(input.files()[i].path);
  }
  ReaderOptions options{.sources = sources,
                        .mix_class_names = true,  // was checked before
                        .recipe = setup.recipe,
                        .max_bad_share = 1,
                        .limits = setup.limits,
                        .threads = threads,
                        .access = {.remote = input.files().access().remote},
                        .log = [](std::string_view) {}};
  const auto open = [&]() -> BatchReader {
    if (setup.labels.detection()) return DetectionReader(std::move(options));
    return ClassificationReader(std::move(options));
  };
  BatchReader reader = open();
  reader.Next();  // batches that were filled in advance do not count
  while (reader.stats().seconds < seconds) {
    for (int i = 0; i < 4; ++i) reader.Next();
  }
  return reader.stats();
}

// Measures the images per second at which one thread can copy batches.
double MeasureConsumer(const AugmentRecipe& recipe) {
  const ImageSize output = recipe.resize.output;
  const std::size_t values =
      3 * static_cast<std::size_t>(output.width) * static_cast<std::size_t>(output.height);
  constexpr std::size_t kImages = 32;
  const std::vector<float> from(values * kImages, 1.0F);
  std::vector<float> to(from.size());
  const auto start = std::chrono::steady_clock::now();
  double seconds = 0;
  std::size_t images = 0;
  while (seconds < 0.3) {
    std::ranges::copy(from, to.begin());
    images += kImages;
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  return static_cast<double>(images) / seconds;
}

void TryRemedies(const MemoryRecords& sample, const SampleSetup& setup,
                 const RemedyCommands& commands, double seconds, Diagnosis& diagnosis) {
  if (diagnosis.threads < diagnosis.usable_threads) {
    const double factor =
        diagnosis.delivered / diagnosis.delivered_one > 1.3 || diagnosis.threads == 1
            ? static_cast<double>(diagnosis.usable_threads) / static_cast<double>(diagnosis.threads)
            : 1;
    diagnosis.gains.push_back(
        {.name = "all " + std::to_string(diagnosis.usable_threads) + " threads",
         .how = "in the reader's options: threads = 0",
         .factor = factor});
  }
  for (Remedy& remedy : MakeRemedies(sample, setup, commands)) {
    if (!remedy.records) continue;
    const SampleCost cost = MeasureCost(*remedy.records, setup, seconds);
    diagnosis.gains.push_back(
        {.name = remedy.name,
         .how = remedy.how,
         .factor = diagnosis.cost.total_us() / cost.total_us(),
         .size_factor = MeanBytes(*remedy.records) / diagnosis.bytes_per_image});
  }
  for (Gain& gain : diagnosis.gains) {
    // The disk may become the bottleneck.
    const double disk = diagnosis.disk_rate() / gain.size_factor;
    gain.images_per_second = std::min(diagnosis.delivered * gain.factor, disk);
    gain.factor = gain.images_per_second / diagnosis.delivered;
  }
  std::ranges::stable_sort(diagnosis.gains, std::greater(), &Gain::factor);
}

// Returns the share of the workers' time that reading takes.
double ReadingShare(const ReaderStats& stats) {
  const auto& spent = stats.stage_times.spent;
  const auto all = std::accumulate(spent.begin(), spent.end(), std::chrono::nanoseconds{});
  const auto reading = spent[static_cast<std::size_t>(Stage::kRead)];
  return all.count() > 0 ? std::chrono::duration<double>(reading) / all : 0;
}

std::string FindBottleneck(const DoctorOptions& options, const Diagnosis& diagnosis) {
  const double reader = std::min({diagnosis.delivered, diagnosis.disk_rate()});
  if (options.trainer > 0 && options.trainer <= reader) return "trainer";
  // A network can deliver many bytes per second, and still be late with each record.
  constexpr double kMostlyWaiting = 0.5;
  if (diagnosis.disk_rate() < diagnosis.processor_rate() ||
      (diagnosis.remote && diagnosis.reading_share >= kMostlyWaiting)) {
    return diagnosis.storage();
  }
  const auto& stages = diagnosis.cost.stage_us;
  const auto* most = std::ranges::max_element(stages);
  return std::string(kStageNames[static_cast<std::size_t>(most - stages.begin())]);
}

Diagnosis Diagnose(const InputSet& input, const DoctorOptions& options, const SampleSetup& setup) {
  const MemoryRecords sample = TakeSample(input.records(), options.sample, setup);
  Diagnosis diagnosis;
  diagnosis.kind = setup.labels.kind;
  diagnosis.usable_threads = UsableThreads();
  diagnosis.threads = options.threads != 0 ? options.threads : diagnosis.usable_threads;
  diagnosis.bytes_per_image = MeanBytes(sample);
  diagnosis.remote = input.files().access().session != nullptr;
  diagnosis.disk = MeasureDisk(input);
  diagnosis.cost = MeasureCost(sample, setup, options.seconds / 2);
  const ReaderStats stats = Read(input, setup, diagnosis.threads, options.seconds);
  diagnosis.delivered = stats.images_per_second();
  diagnosis.reading_share = ReadingShare(stats);
  diagnosis.remote_cost = stats.remote;
  diagnosis.delivered_one = diagnosis.threads == 1
                                ? diagnosis.delivered
                                : Read(input, setup, 1, options.seconds).images_per_second();
  diagnosis.consumer = MeasureConsumer(setup.recipe);
  diagnosis.bottleneck = FindBottleneck(options, diagnosis);
  const RemedyCommands commands(input.files(), options.sets, options.classes);
  TryRemedies(sample, setup, commands, options.seconds / 4, diagnosis);
  return diagnosis;
}

nlohmann::ordered_json DiagnosisJson(const DoctorOptions& options, const Diagnosis& diagnosis) {
  const std::string storage = diagnosis.storage();
  nlohmann::ordered_json json = {{"kind", LabelKindName(diagnosis.kind)},
                                 {"preset", diagnosis.preset},
                                 {"images_per_second", diagnosis.delivered},
                                 {"images_per_second_one_thread", diagnosis.delivered_one},
                                 {"threads", diagnosis.threads},
                                 {"usable_threads", diagnosis.usable_threads},
                                 {storage + "_images_per_second", diagnosis.disk_rate()},
                                 {storage + "_bytes_per_second", diagnosis.disk.cold},
                                 {"cached_bytes_per_second", diagnosis.disk.cached},
                                 {"reading_share", diagnosis.reading_share},
                                 {"consumer_images_per_second", diagnosis.consumer},
                                 {"jpeg_planes", console::HasJpegPlanes()}};
  if (diagnosis.remote) json["remote"] = RemoteJson(diagnosis.remote_cost);
  if (options.trainer > 0) json["trainer_images_per_second"] = options.trainer;
  for (std::size_t i = 0; i < kStageNames.size(); ++i) {
    json["stages_us"][std::string(kStageNames[i])] = diagnosis.cost.stage_us[i];
  }
  json["bottleneck"] = diagnosis.bottleneck;
  json["remedies"] = nlohmann::ordered_json::array();
  for (const Gain& gain : diagnosis.gains) {
    json["remedies"].push_back({{"name", gain.name},
                                {"how", gain.how},
                                {"factor", gain.factor},
                                {"size_factor", gain.size_factor},
                                {"images_per_second", gain.images_per_second}});
  }
  return json;
}

void PrintVerdict(const DoctorOptions& options, const Diagnosis& diagnosis) {
  if (diagnosis.bottleneck == "trainer") {
    std::printf("the trainer is the bottleneck: it takes %.0f images/s, the reader delivers %.0f\n",
                options.trainer, std::min(diagnosis.delivered, diagnosis.disk_rate()));
  } else if (diagnosis.bottleneck == "disk") {
    std::printf("the disk is the bottleneck, as long as the files are not in the page cache\n");
  } else if (diagnosis.bottleneck == "network") {
    std::printf("the network is the bottleneck, until the files are in memory or in a --cache\n");
  } else {
    std::printf("the processors are the bottleneck, most of all for %s\n",
                diagnosis.bottleneck.c_str());
  }
}

void PrintDoctor(const InputSet& input, const DoctorOptions& options, const Diagnosis& diagnosis) {
  std::printf("%s, %s, %s, %zu of %zu threads\n", input.name().c_str(),
              LabelKindName(diagnosis.kind).c_str(), diagnosis.preset.c_str(), diagnosis.threads,
              diagnosis.usable_threads);
  std::printf("  reader    %9.0f images/s (%.0f with one thread)\n", diagnosis.delivered,
              diagnosis.delivered_one);
  std::printf("  %-9s %9.0f images/s (%s/s uncached, %s/s cached)\n", diagnosis.storage(),
              diagnosis.disk_rate(),
              console::HumanBytes(static_cast<std::uint64_t>(diagnosis.disk.cold)).c_str(),
              console::HumanBytes(static_cast<std::uint64_t>(diagnosis.disk.cached)).c_str());
  if (!diagnosis.remote && diagnosis.disk.cold > diagnosis.disk.cached / 2) {
    std::printf("            (the files are in memory, so this may not be the speed of a disk)\n");
  }
  if (diagnosis.remote) {
    std::printf("            (the reader's workers spent %.0f%% of their time reading)\n",
                100 * diagnosis.reading_share);
    PrintRemote(diagnosis.remote_cost);
  }
  const auto& stages = diagnosis.cost.stage_us;
  const auto rate = [&](double microseconds) {
    return static_cast<double>(diagnosis.threads) * 1e6 / microseconds;
  };
  std::printf("  decode    %9.0f images/s (%.0f us each; JPEG planes: %s)\n", rate(stages[2]),
              stages[2], console::HasJpegPlanes() ? "on" : "off");
  std::printf("  augment   %9.0f images/s (plan %.0f us, render %.0f us)\n",
              rate(stages[1] + stages[3]), stages[1], stages[3]);
  std::printf("  consumer  %9.0f images/s (one thread copying the batches)\n", diagnosis.consumer);
  PrintVerdict(options, diagnosis);
  if (diagnosis.gains.empty()) return;
  std::printf("possible improvements, measured on a sample:\n");
  for (const Gain& gain : diagnosis.gains) {
    constexpr double kNoticed = 1.05;
    if (gain.factor < kNoticed) {
      std::printf("  no gain: %s\n", gain.name.c_str());
      continue;
    }
    std::printf("  %4.2f times as fast, %4.2f times the bytes: %s\n      %s\n", gain.factor,
                gain.size_factor, gain.name.c_str(), gain.how.c_str());
  }
}

int RunDoctor(const DoctorOptions& options) {
  std::optional<AugmentRecipe> typed;
  if (!options.preset.empty()) typed = GetRecipe(options.preset);
  AccessOptions access;
  access.remote = options.cache.Remote();
  const InputSet input(InputFiles(options.sets, kDoctorName, {.find = {.access = access}}),
                       /*check_checksums=*/false);
  static_cast<void>(SharedClassNames(input.files(), options.classes, OnOtherNames::kRefuse));
  const SetLabels labels = FindSetLabels(input.records(), options.kind);
  const std::string preset = typed ? options.preset : DefaultPreset(labels, input.records());
  const SampleSetup setup{
      .labels = labels, .recipe = typed ? *typed : GetRecipe(preset), .limits = options.limits};
  Diagnosis diagnosis = Diagnose(input, options, setup);
  diagnosis.preset = preset;
  if (options.json) {
    PrintJson(DiagnosisJson(options, diagnosis));
  } else {
    PrintDoctor(input, options, diagnosis);
  }
  return console::kExitDone;
}

}  // namespace

Command AddDoctor(CLI::App& imrec) {
  const auto options = std::make_shared<DoctorOptions>();
  CLI::App* app = imrec.add_subcommand(
      "doctor", "Finds the bottleneck of reading, and measures what would help");
  AddSets(*app, options->sets);
  AddPreset(*app, options->preset);
  AddKind(*app, options->kind);
  AddClasses(*app, options->classes);
  AddThreads(*app, options->threads, "Workers");
  console::AddNumber(*app, "--trainer", options->trainer,
                     "Images per second that the trainer takes", {.lowest = 0.001, .highest = 1e9});
  console::AddNumber(*app, "--seconds", options->seconds, "Seconds per measurement",
                     {.lowest = 0.05, .highest = 600})
      ->default_str("2");
  console::AddWholeNumber(*app, "--sample", options->sample,
                          "Number of records on which improvements are measured",
                          {.lowest = 1, .highest = 100'000})
      ->default_str(std::to_string(options->sample));
  options->cache.AddTo(*app);
  AddLimits(*app, options->limits);
  AddJson(*app, options->json);
  app->footer(
      "Examples:\n  imrec doctor train.rec --preset ssd300 --trainer 900\n"
      "  imrec doctor s3://bucket/train --cache cache");
  return {.app = app, .run = [options] { return RunDoctor(*options); }};
}

}  // namespace imrec::tool
