// imrec info: what is in a .rec file.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/record_set.h>
#include <nlohmann/json.hpp>

#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

struct Options {
  std::string file;
  bool json = false;
};

struct Summary {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  bool detection = true;  // every record has a detection label
  std::size_t label_width_max = 0;
  std::uint64_t objects = 0;
  std::uint64_t negatives = 0;               // detection records without objects
  std::map<float, std::uint64_t> per_class;  // objects, or records of a classification set
};

void AddRecord(std::span<const float> labels, Summary& detection, Summary& classification) {
  classification.label_width_max = std::max(classification.label_width_max, labels.size());
  ++classification.per_class[labels.front()];
  if (!detection.detection) return;
  if (!DetectionLabelView::Problem(labels).empty()) {
    detection.detection = false;
    return;
  }
  const DetectionLabelView view(labels);
  const std::uint64_t before = detection.objects;
  for (std::size_t i = 0; i < view.object_count(); ++i) {
    if (IsEmptyObject(view.object(i))) continue;
    ++detection.objects;
    ++detection.per_class[view.object(i)[0]];
  }
  if (detection.objects == before) ++detection.negatives;
}

Summary Summarise(const RecordSet& records) {
  Summary detection;
  Summary classification{.detection = false, .per_class = {}};
  std::vector<std::byte> scratch;
  std::vector<float> labels;
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    records.ReadLabels(i, scratch, labels);
    AddRecord(labels, detection, classification);
  }
  Summary summary = detection.detection ? detection : classification;
  summary.label_width_max = classification.label_width_max;
  summary.records = records.size();
  summary.bytes = records.bytes();
  return summary;
}

void PrintJson(const Summary& summary, const std::vector<std::string>& names) {
  nlohmann::ordered_json json = {{"records", summary.records},
                                 {"bytes", summary.bytes},
                                 {"kind", summary.detection ? "detection" : "classification"},
                                 {"label_width_max", summary.label_width_max},
                                 {"objects", summary.objects},
                                 {"classes", summary.per_class.size()}};
  nlohmann::ordered_json per_class = nlohmann::ordered_json::object();
  for (const auto& [id, count] : summary.per_class) per_class[ClassName(names, id)] = count;
  json[summary.detection ? "objects_per_class" : "records_per_class"] = per_class;
  if (summary.detection) json["negatives"] = summary.negatives;
  std::puts(json.dump(2).c_str());
}

void PrintText(const RecordSet& records, const Summary& summary,
               const std::vector<std::string>& names) {
  std::printf("%s: %s records, %s\n", records.path().c_str(),
              console::WithThousands(summary.records).c_str(),
              console::HumanBytes(summary.bytes).c_str());
  if (summary.detection) {
    std::printf("detection: %s objects of %zu classes, %s images without objects\n",
                console::WithThousands(summary.objects).c_str(), summary.per_class.size(),
                console::WithThousands(summary.negatives).c_str());
  } else {
    std::printf("classification: %zu classes\n", summary.per_class.size());
  }
  std::printf("labels: at most %zu values a record\n", summary.label_width_max);
  for (const auto& [id, count] : summary.per_class) {
    std::printf("  %-20s %10s\n", ClassName(names, id).c_str(),
                console::WithThousands(count).c_str());
  }
}

int Run(const Options& options) {
  const RecordSet records(options.file);
  if (records.index_was_built()) {
    console::Say("imrec info", "no .idx beside " + options.file + ", the file was scanned");
  }
  const Summary summary = Summarise(records);
  const std::vector<std::string> names = FindClassNames(options.file);
  if (options.json) {
    PrintJson(summary, names);
  } else {
    PrintText(records, summary, names);
  }
  return console::kExitDone;
}

}  // namespace

Command AddInfo(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand("info", "Counts records, objects and classes");
  app->add_option("FILE", options->file, "The .rec file")->required();
  app->add_flag("--json", options->json, "Print JSON");
  app->footer("Example: imrec info train.rec");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
