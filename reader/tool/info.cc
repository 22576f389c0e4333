// imrec info: what is in a data set.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/image_survey.h"
#include "reader/tool/input_set.h"
#include "reader/tool/label_summary.h"
#include "reader/tool/option_values.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec info";

// Enough to know the kinds of images within a percent or two, and done in a moment.
constexpr std::uint64_t kSurveyedImages = 1000;

struct Options {
  std::vector<std::string> sets;
  std::string classes;
  bool json = false;
};

// What is said of a file, and of all together.
struct Summary {
  LabelSummary labels;
  std::uint64_t bytes = 0;
};

struct Report {
  Summary all;
  std::vector<Summary> files;
  ImageSurvey images;
};

Report Look(const InputSet& input) {
  Report report;
  report.files.resize(input.files().size());
  std::vector<std::byte> scratch;
  std::vector<float> labels;
  for (std::size_t i = 0; i < report.files.size(); ++i) {
    const RecordSet& file = input.file(i);
    report.files[i].bytes = file.bytes();
    for (std::uint64_t record = 0; record < file.size(); ++record) {
      file.ReadLabels(record, scratch, labels);
      report.files[i].labels.Add(labels);
      if (report.files.size() > 1) report.all.labels.Add(labels);
    }
  }
  if (report.files.size() == 1) report.all = report.files.front();
  report.all.bytes = input.records().bytes();
  report.images = SurveyImages(input.records(), kSurveyedImages);
  return report;
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

nlohmann::ordered_json LayoutsJson(const LabelSummary& labels) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const auto& [widths, count] : labels.layouts()) {
    json.push_back(
        {{"header_width", widths.first}, {"object_width", widths.second}, {"records", count}});
  }
  return json;
}

// The fields that a file and a set have.
nlohmann::ordered_json SummaryJson(const Summary& summary) {
  const LabelSummary& labels = summary.labels;
  return {{"records", labels.records()},
          {"bytes", summary.bytes},
          {"kind", labels.detection() ? "detection" : "classification"},
          {"label_width_max", labels.width_max()},
          {"objects", labels.objects()},
          {"classes", labels.per_class().size()}};
}

nlohmann::ordered_json ClassesJson(const LabelSummary& labels,
                                   const std::vector<std::string>& names) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const auto& [label, count] : labels.per_class()) {
    // A number that is the name of another class counts with it.
    nlohmann::ordered_json& sum = json[ClassName(names, label)];
    sum = (sum.is_null() ? 0 : sum.get<std::uint64_t>()) + count;
  }
  return json;
}

nlohmann::ordered_json ReportJson(const InputSet& input, const Report& report,
                                  const std::vector<std::string>& names) {
  const LabelSummary& labels = report.all.labels;
  nlohmann::ordered_json json = SummaryJson(report.all);
  json[labels.detection() ? "objects_per_class" : "records_per_class"] = ClassesJson(labels, names);
  if (labels.detection()) {
    json["negatives"] = labels.negatives();
    json["label_layouts"] = LayoutsJson(labels);
  }
  json["images"] = SurveyJson(report.images);
  if (report.files.size() == 1) return json;
  for (std::size_t i = 0; i < report.files.size(); ++i) {
    nlohmann::ordered_json file = {{"file", input.file(i).path()}};
    file.update(SummaryJson(report.files[i]));
    json["files"].push_back(file);
  }
  return json;
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

std::string RecordsText(std::uint64_t records, std::uint64_t bytes) {
  return console::WithThousands(records) + " records, " + console::HumanBytes(bytes);
}

void PrintFiles(const InputSet& input) {
  constexpr std::size_t kShown = 20;
  const std::size_t files = input.files().size();
  for (std::size_t i = 0; i < std::min(files, kShown); ++i) {
    const RecordSet& file = input.file(i);
    std::printf("  %s: %s\n", file.path().c_str(), RecordsText(file.size(), file.bytes()).c_str());
  }
  if (files > kShown) std::printf("  .. and %zu more files\n", files - kShown);
}

void PrintText(const InputSet& input, const Report& report, const std::vector<std::string>& names) {
  const LabelSummary& labels = report.all.labels;
  const std::size_t files = report.files.size();
  std::printf("%s: %s", (files == 1 ? input.file(0).path() : input.name()).c_str(),
              RecordsText(labels.records(), report.all.bytes).c_str());
  if (files > 1) std::printf(" in %zu files", files);
  std::puts("");
  if (files > 1) PrintFiles(input);
  PrintSurvey(report.images, labels.records());
  std::printf("labels: at most %zu values a record\n", labels.width_max());
  for (const auto& [widths, count] : labels.layouts()) {
    std::printf("  %s records with header width %zu, object width %zu\n",
                console::WithThousands(count).c_str(), widths.first, widths.second);
  }
  if (labels.detection()) {
    std::printf("detection: %s objects of %zu classes, %s images without objects\n",
                console::WithThousands(labels.objects()).c_str(), labels.per_class().size(),
                console::WithThousands(labels.negatives()).c_str());
  } else {
    std::printf("classification: %zu classes\n", labels.per_class().size());
  }
  for (const auto& [label, count] : labels.per_class()) {
    std::printf("  %-20s %10s\n", ClassName(names, label).c_str(),
                console::WithThousands(count).c_str());
  }
}

int Run(const Options& options) {
  const InputSet input(InputFiles(options.sets, kName));
  const Report report = Look(input);
  const std::vector<std::string> names =
      SharedClassNames(input.files(), options.classes, OnOtherNames::kUseNumbers);
  if (options.json) {
    PrintJson(ReportJson(input, report, names));
  } else {
    PrintText(input, report, names);
  }
  return console::kExitDone;
}

}  // namespace

Command AddInfo(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand(
      "info", "Counts records, objects and classes, and tells what images there are");
  AddSets(*app, options->sets);
  AddClasses(*app, options->classes);
  AddJson(*app, options->json)
      ->description("Print JSON; for several files also each one's figures");
  app->footer("Examples:\n  imrec info train.rec\n  imrec info 'train-*.rec' --json");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
