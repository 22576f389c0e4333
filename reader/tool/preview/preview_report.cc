#include "reader/tool/preview/preview_report.h"

#include <cstdio>
#include <memory>

#include <imrec/error.h>
#include <nlohmann/json.hpp>

#include "augment/internal/plan_trace.h"
#include "reader/labels/detection_encoder.h"
#include "reader/order/epoch_order.h"
#include "reader/sample_loader.h"
#include "reader/tool/common_options.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/preview/explain.h"
#include "reader/tool/preview/plan_statistics.h"
#include "reader/tool/preview/preview_sample.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"
#include "recordio/internal/printable_text.h"

namespace imrec::tool {
namespace {

constexpr const char* kReportName = "imrec preview";

nlohmann::ordered_json StatisticsJson(const PlanStatistics& statistics, std::uint64_t bad) {
  nlohmann::ordered_json rates = nlohmann::ordered_json::object();
  for (const PlanStatistics::Rate& rate : statistics.Rates()) rates[rate.name] = rate.share;
  return {{"samples", statistics.samples()},
          {"unreadable", bad},
          {"rates", rates},
          {"histograms", HistogramsJson(statistics.Histograms())}};
}

// Returns the tags of the label in a set without boxes.
std::vector<LabelTag> TagsOf(const InputSet& input, std::uint64_t ordinal, const SetLabels& set,
                             const std::vector<std::string>& class_names) {
  if (set.detection()) return {};
  std::vector<std::byte> scratch;
  std::vector<float> labels;
  input.records().ReadLabels(ordinal, scratch, labels);
  return LabelTags(labels, set, class_names, labels.size());
}

}  // namespace

int ExplainSample(const InputSet& input, const ReportOptions& options, const AugmentRecipe& recipe,
                  std::uint64_t key, std::uint32_t epoch) {
  const std::vector<std::uint64_t> ordinals = OrdinalsOf(input, key);
  const std::uint64_t ordinal = ordinals.front();
  if (ordinals.size() > 1) {
    console::Say(kReportName, std::to_string(ordinals.size()) + " records have the key " +
                                  std::to_string(key) + "; the one explained is in " +
                                  input.records().Where(ordinal).file);
  }
  const std::unique_ptr<LabelEncoder> encoder = options.labels.MakeEncoder();
  const auto* detection = dynamic_cast<const DetectionEncoder*>(encoder.get());
  SampleLoader loader(input.records(), recipe, *encoder, {}, options.limits);
  PlanTrace trace;
  loader.PlanOnly(ordinal, {.seed = options.seed, .epoch = epoch, .ordinal = ordinal}, &trace);
  const std::vector<std::string> names =
      SharedClassNames(input.files(), options.classes, OnOtherNames::kUseNumbers);
  const std::vector<LabelTag> tags = TagsOf(input, ordinal, options.labels, names);
  const DetectionObjects none;
  const ExplainedSample sample{.recipe = recipe,
                               .plan = loader.plan(),
                               .trace = trace,
                               .objects = detection != nullptr ? detection->objects() : none,
                               .class_names = names,
                               .tags = detection != nullptr ? nullptr : &tags};
  if (options.json) {
    nlohmann::ordered_json json = {{"key", key},
                                   {"ordinal", ordinal},
                                   {"preset", options.preset},
                                   {"seed", options.seed},
                                   {"epoch", epoch}};
    json.update(ExplainAsJson(sample));
    PrintJson(json);
    return console::kExitDone;
  }
  const std::string text = PrintableText(ExplainAsText(sample), LineEnds::kKeep);
  std::printf("record %llu, %dx%d, %s, seed %llu, epoch %u\n%s",
              static_cast<unsigned long long>(key), loader.plan().source.width,
              loader.plan().source.height, options.preset.c_str(),
              static_cast<unsigned long long>(options.seed), epoch, text.c_str());
  return console::kExitDone;
}

int ReportPlans(const InputSet& input, const ReportOptions& options, const AugmentRecipe& recipe,
                std::uint64_t samples) {
  const RecordDataset& records = input.records();
  const std::unique_ptr<LabelEncoder> encoder = options.labels.MakeEncoder();
  SampleLoader loader(records, recipe, *encoder, {}, options.limits);
  PlanStatistics statistics(recipe, options.labels.detection());
  console::Progress progress("samples", samples, ProgressUnless(options.quiet));
  std::uint64_t bad = 0;
  for (std::uint64_t i = 0; i < samples; ++i) {
    const auto epoch = static_cast<std::uint32_t>(i / records.size());
    const EpochOrder order(records.size(), options.seed, epoch);
    try {
      PlanTrace trace;
      const std::uint64_t ordinal = order.At(i % records.size());
      loader.PlanOnly(ordinal, {.seed = options.seed, .epoch = epoch, .ordinal = ordinal}, &trace);
      statistics.Add(loader.plan(), trace, encoder->boxes());
    } catch (const Error& error) {
      constexpr std::uint64_t kTold = 10;
      progress.Wipe();
      if (++bad <= kTold) console::Say(kReportName, std::string("left out: ") + error.what());
    }
    progress.Update(i + 1);
  }
  if (statistics.samples() == 0) {
    throw Error(ErrorCode::kCorruptData, "no record could be planned", {.file = input.name()});
  }
  const std::string summary = console::Counted(statistics.samples(), "sample") + " by " +
                              options.preset + ", seed " + std::to_string(options.seed);
  if (!options.output.empty()) {
    WriteCharts(options.output, input.name(), summary, statistics.Histograms());
  }
  if (options.json) {
    PrintJson(StatisticsJson(statistics, bad));
  } else if (options.output != "-" && !(options.quiet && !options.output.empty())) {
    std::printf("%s: %s\n", input.name().c_str(), summary.c_str());
    for (const PlanStatistics::Rate& rate : statistics.Rates()) {
      std::printf("  %-42s %6.2f%%\n", rate.name.c_str(), 100 * rate.share);
    }
    PrintHistograms(statistics.Histograms());
  }
  return bad == 0 ? console::kExitDone : console::kExitPartly;
}

}  // namespace imrec::tool
