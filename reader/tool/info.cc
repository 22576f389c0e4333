// imrec info: what is in a .rec file.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/record_set.h>
#include <nlohmann/json.hpp>

#include "reader/tool/class_id.h"
#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/image_survey.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

// Enough to know the kinds of images within a percent or two, and done in a moment.
constexpr std::uint64_t kSurveyedImages = 1000;

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
  std::uint64_t negatives = 0;  // detection records without objects
  // Objects, or records of a classification set, by the label that names the class.
  std::map<float, std::uint64_t, LabelLess> per_class;
  // Records by header and object width, of a detection set.
  std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> layouts;
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
  ++detection.layouts[{view.header_width(), view.object_width()}];
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
  Summary classification{.detection = false, .per_class = {}, .layouts = {}};
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

nlohmann::ordered_json SizeJson(ImageSize size) {
  return {{"width", size.width}, {"height", size.height}};
}

nlohmann::ordered_json SurveyJson(const ImageSurvey& survey) {
  nlohmann::ordered_json json = {{"looked_at", survey.looked_at}, {"formats", survey.formats}};
  if (!survey.sizes.empty()) {
    json["smallest"] = SizeJson(survey.sizes.front());
    json["median"] = SizeJson(survey.sizes[survey.sizes.size() / 2]);
    json["largest"] = SizeJson(survey.sizes.back());
    json["mean_bytes"] = survey.encoded_bytes / survey.sizes.size();
  }
  json["turned_by_exif"] = survey.turned;
  return json;
}

nlohmann::ordered_json LayoutsJson(const Summary& summary) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const auto& [widths, count] : summary.layouts) {
    json.push_back(
        {{"header_width", widths.first}, {"object_width", widths.second}, {"records", count}});
  }
  return json;
}

void PrintJson(const Summary& summary, const ImageSurvey& survey,
               const std::vector<std::string>& names) {
  nlohmann::ordered_json json = {{"records", summary.records},
                                 {"bytes", summary.bytes},
                                 {"kind", summary.detection ? "detection" : "classification"},
                                 {"label_width_max", summary.label_width_max},
                                 {"objects", summary.objects},
                                 {"classes", summary.per_class.size()}};
  nlohmann::ordered_json per_class = nlohmann::ordered_json::object();
  for (const auto& [id, count] : summary.per_class) per_class[ClassName(names, id)] = count;
  json[summary.detection ? "objects_per_class" : "records_per_class"] = per_class;
  if (summary.detection) {
    json["negatives"] = summary.negatives;
    json["label_layouts"] = LayoutsJson(summary);
  }
  json["images"] = SurveyJson(survey);
  std::puts(json.dump(2).c_str());
}

void PrintSurvey(const ImageSurvey& survey, std::uint64_t records) {
  std::string text = "images";
  if (survey.looked_at < records) {
    text += " (of " + console::WithThousands(survey.looked_at) + " looked at)";
  }
  const char* separator = ": ";
  for (const auto& [format, count] : survey.formats) {
    text += separator + console::WithThousands(count) + " " + format;
    separator = "; ";
  }
  std::puts(text.c_str());
  if (survey.sizes.empty()) return;
  const auto size_text = [](ImageSize size) {
    return std::to_string(size.width) + "x" + std::to_string(size.height);
  };
  const std::string smallest = size_text(survey.sizes.front());
  const std::string largest = size_text(survey.sizes.back());
  const std::string mean = console::HumanBytes(survey.encoded_bytes / survey.sizes.size());
  if (smallest == largest) {
    std::printf("  %s pixels, %s on average", smallest.c_str(), mean.c_str());
  } else {
    std::printf("  %s to %s pixels, median %s, %s on average", smallest.c_str(), largest.c_str(),
                size_text(survey.sizes[survey.sizes.size() / 2]).c_str(), mean.c_str());
  }
  if (survey.turned > 0) {
    std::printf("; %s turned upright by EXIF", console::WithThousands(survey.turned).c_str());
  }
  std::puts("");
}

void PrintText(const RecordSet& records, const Summary& summary, const ImageSurvey& survey,
               const std::vector<std::string>& names) {
  std::printf("%s: %s records, %s\n", records.path().c_str(),
              console::WithThousands(summary.records).c_str(),
              console::HumanBytes(summary.bytes).c_str());
  PrintSurvey(survey, summary.records);
  std::printf("labels: at most %zu values a record\n", summary.label_width_max);
  for (const auto& [widths, count] : summary.layouts) {
    std::printf("  %s records with header width %zu, object width %zu\n",
                console::WithThousands(count).c_str(), widths.first, widths.second);
  }
  if (summary.detection) {
    std::printf("detection: %s objects of %zu classes, %s images without objects\n",
                console::WithThousands(summary.objects).c_str(), summary.per_class.size(),
                console::WithThousands(summary.negatives).c_str());
  } else {
    std::printf("classification: %zu classes\n", summary.per_class.size());
  }
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
  const ImageSurvey survey = SurveyImages(records, kSurveyedImages);
  const std::vector<std::string> names = FindClassNames(options.file);
  if (options.json) {
    PrintJson(summary, survey, names);
  } else {
    PrintText(records, summary, survey, names);
  }
  return console::kExitDone;
}

}  // namespace

Command AddInfo(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand(
      "info", "Counts records, objects and classes, and tells what images there are");
  app->add_option("FILE", options->file, "The .rec file")->required();
  app->add_flag("--json", options->json, "Print JSON");
  app->footer("Example: imrec info train.rec");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
