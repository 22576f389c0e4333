// imrec stats: histograms of a data set.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include <imrec/error.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reader/tool/class_id.h"
#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/input_set.h"
#include "reader/tool/set_labels.h"
#include "reader/tool/standard_output.h"
#include "reader/tool/stats/charts.h"
#include "reader/tool/stats/dataset_statistics.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec stats";

struct Options {
  std::vector<std::string> sets;
  std::string page;
  std::string classes;
  std::string kind;
  bool force = false;
  bool quiet = false;
  bool json = false;
};

// Returns the number of records that could not be read.
std::uint64_t Gather(const RecordStore& records, console::ProgressMode mode,
                     DatasetStatistics& statistics) {
  constexpr std::uint64_t kTold = 10;
  std::uint64_t bad = 0;
  console::Progress progress("records", records.size(), mode);
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    try {
      statistics.Add(records, i);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kIo) throw;
      progress.Wipe();
      if (++bad <= kTold) console::Say(kName, std::string("left out: ") + error.what());
    }
    progress.Update(i + 1);
  }
  if (bad > kTold) {
    console::Say(kName, "left out: " + console::WithThousands(bad - kTold) + " more");
  }
  return bad;
}

// Returns none for an identity set, which has too many classes.
std::vector<Histogram> ClassHistograms(const SetLabels& labels, const DatasetStatistics& statistics,
                                       const std::vector<std::string>& names) {
  if (labels.identity()) return {};
  Histogram objects{.title = "objects per class", .bins = {}};
  Histogram images{.title = "images per class", .bins = {}};
  for (const auto& [id, count] : statistics.classes()) {
    objects.bins.push_back(
        {.name = ClassName(names, id), .count = count.objects, .number = LabelText(id)});
    images.bins.push_back(
        {.name = ClassName(names, id), .count = count.images, .number = LabelText(id)});
  }
  if (statistics.objects() == 0) return {images};
  return {objects, images};
}

std::string Summary(const SetLabels& labels, const DatasetStatistics& statistics) {
  std::string text = console::Counted(statistics.records(), "image");
  if (labels.detection()) {
    text += ", " + console::Counted(statistics.objects(), "object");
  }
  text += " of " +
          console::Counted(statistics.classes().size(), labels.identity() ? "identity" : "class");
  if (statistics.negatives() > 0) {
    text += ", " + console::Counted(statistics.negatives(), "image") + " without objects";
  }
  return text;
}

nlohmann::ordered_json Json(const SetLabels& labels, const DatasetStatistics& statistics,
                            std::uint64_t bad, const std::vector<Histogram>& histograms) {
  return {{"records", statistics.records()},         {"kind", LabelKindName(labels.kind)},
          {"objects", statistics.objects()},         {"negatives", statistics.negatives()},
          {"classes", statistics.classes().size()},  {"damaged", bad},
          {"histograms", HistogramsJson(histograms)}};
}

int Run(const Options& options) {
  if (!options.page.empty()) {
    CheckChartPath(options.page);
    RequireAbsent(options.page, options.force);
  }
  const bool page_to_stdout = options.page == "-";
  if (page_to_stdout && options.json) {
    throw Error(ErrorCode::kInvalidArgument,
                "-o - and --json both write to standard output; give one of them");
  }
  const InputSet input(InputFiles(options.sets, kName),
                       /*check_checksums=*/false);
  const SetLabels labels = options.kind.empty() ? FindSetLabels(input.records(), kAllLabels)
                                                : FindSetLabels(input.records(), options.kind);
  DatasetStatistics statistics(labels);
  const std::uint64_t bad = Gather(input.records(), ProgressUnless(options.quiet), statistics);
  if (statistics.records() == 0) {
    throw Error(ErrorCode::kCorruptData, "none of its records is valid", {.file = input.name()});
  }
  const std::vector<std::string> names =
      SharedClassNames(input.files(), options.classes, OnOtherNames::kUseNumbers);
  std::vector<Histogram> histograms = ClassHistograms(labels, statistics, names);
  std::ranges::move(statistics.Histograms(), std::back_inserter(histograms));
  const std::string summary = Summary(labels, statistics);
  if (!options.page.empty()) WriteCharts(options.page, input.name(), summary, histograms);
  if (options.json) {
    PrintJson(Json(labels, statistics, bad, histograms));
  } else if (!page_to_stdout && !(options.quiet && !options.page.empty())) {
    std::puts(summary.c_str());
    PrintHistograms(histograms);
  }
  return bad == 0 ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddStats(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand(
      "stats", "Counts images, classes and boxes, and draws histograms of them");
  AddSets(*app, options->sets);
  app->add_option("-o,--output", options->page,
                  "Also draw charts: OUT.html, OUT.png or OUT.jpg; -: only the page, to standard "
                  "output");
  AddKind(*app, options->kind);
  AddClasses(*app, options->classes);
  AddForce(*app, options->force);
  AddQuiet(*app, options->quiet)->description("Print no progress; with -o, no text");
  AddJson(*app, options->json);
  app->footer(
      "Exit code: 0 done, 1 damaged records or records with invalid labels were left out, 2 "
      "nothing "
      "done.\n"
      "Examples:\n  imrec stats train.rec -o train.html\n  imrec stats 'train-*.rec' --json");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
