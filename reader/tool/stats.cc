// imrec stats: what the objects of a data set are like.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include <imrec/error.h>
#include <nlohmann/json.hpp>

#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/histogram.h"
#include "reader/tool/statistics.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec stats";

struct Options {
  std::string file;
  std::string page;
  std::string classes;
  bool json = false;
};

// Returns the number of records that could not be read.
std::uint64_t Gather(const RecordSet& records, Statistics& statistics) {
  constexpr std::uint64_t kTold = 10;
  std::uint64_t bad = 0;
  console::Progress progress("records", records.size(), console::ProgressMode::kAuto);
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    try {
      statistics.Add(records, i);
    } catch (const Error& error) {
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

std::vector<Histogram> ClassHistograms(const Statistics& statistics,
                                       const std::vector<std::string>& names) {
  Histogram objects{.title = "objects per class", .bins = {}};
  Histogram images{.title = "images per class", .bins = {}};
  for (const auto& [id, count] : statistics.classes()) {
    objects.bins.push_back({.name = ClassName(names, id), .count = count.objects});
    images.bins.push_back({.name = ClassName(names, id), .count = count.images});
  }
  if (statistics.objects() == 0) return {images};
  return {objects, images};
}

std::string Summary(const Statistics& statistics) {
  std::string text = console::WithThousands(statistics.records()) + " images";
  if (statistics.objects() > 0) {
    text += ", " + console::WithThousands(statistics.objects()) + " objects";
  }
  text += " of " + std::to_string(statistics.classes().size()) + " classes";
  if (statistics.negatives() > 0) {
    text += ", " + console::WithThousands(statistics.negatives()) + " images without objects";
  }
  return text;
}

void PrintText(const Statistics& statistics, const std::vector<Histogram>& histograms) {
  std::printf("%s\n", Summary(statistics).c_str());
  PrintHistograms(histograms);
}

void PrintJson(const Statistics& statistics, const std::vector<Histogram>& histograms) {
  const nlohmann::ordered_json json = {{"records", statistics.records()},
                                       {"objects", statistics.objects()},
                                       {"negatives", statistics.negatives()},
                                       {"histograms", HistogramsJson(histograms)}};
  std::puts(json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

int Run(const Options& options) {
  if (!options.page.empty()) CheckChartPath(options.page);
  const RecordSet records(options.file);
  Statistics statistics;
  const std::uint64_t bad = Gather(records, statistics);
  const std::vector<std::string> names = FindClassNames(options.file, options.classes);
  std::vector<Histogram> histograms = ClassHistograms(statistics, names);
  std::ranges::move(statistics.Histograms(), std::back_inserter(histograms));
  if (!options.page.empty()) {
    WriteCharts(options.page, options.file, Summary(statistics), histograms);
  }
  if (options.json) {
    PrintJson(statistics, histograms);
  } else {
    PrintText(statistics, histograms);
  }
  return bad == 0 ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddStats(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand("stats", "Shows what images, classes and boxes are like");
  app->add_option("FILE", options->file, "The .rec file")->required();
  app->add_option("-o,--output", options->page,
                  "Also draw the charts: OUT.html, OUT.png or OUT.jpg");
  app->add_option("--classes", options->classes,
                  "Class names, one a line (default: PREFIX.classes.txt beside FILE)");
  app->add_flag("--json", options->json, "Print JSON");
  app->footer("Example: imrec stats train.rec -o train.html");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
