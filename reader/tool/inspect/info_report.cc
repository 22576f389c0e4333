#include "reader/tool/inspect/info_report.h"

#include <algorithm>
#include <cstdio>

#include "reader/tool/input_class_names.h"
#include "recordio/console/columns.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

using Json = nlohmann::ordered_json;
using console::Counted;
using console::WithThousands;

Json SizeJson(ImageSize size) { return {{"width", size.width}, {"height", size.height}}; }

Json SurveyJson(const ImageSurvey& survey) {
  Json json = {{"looked_at", survey.looked_at}, {"formats", survey.formats}};
  if (!survey.sizes.empty()) {
    json["smallest"] = SizeJson(survey.sizes.front());
    json["median"] = SizeJson(survey.sizes[survey.sizes.size() / 2]);
    json["largest"] = SizeJson(survey.sizes.back());
    json["mean_bytes"] = survey.encoded_bytes / survey.sizes.size();
  }
  json["turned_by_exif"] = survey.turned;
  return json;
}

Json LayoutsJson(const LabelSummary& labels) {
  Json json = Json::array();
  for (const auto& [widths, count] : labels.layouts()) {
    json.push_back(
        {{"header_width", widths.first}, {"object_width", widths.second}, {"records", count}});
  }
  return json;
}

// The fields that files and sets have in common.
Json PartJson(const InfoReport::Part& part) {
  const LabelSummary& labels = part.labels;
  return {{"records", labels.records()},
          {"bytes", part.bytes},
          {"kind", LabelKindName(labels.set().kind)},
          {"label_width_max", labels.width_max()},
          {"objects", labels.objects()},
          {"classes", labels.per_class().size()},
          {"damaged", labels.damaged()},
          {"bad_labels", labels.bad_labels()},
          {"pixel_boxes", labels.pixel_boxes()}};
}

Json ClassesJson(const LabelSummary& labels, const std::vector<std::string>& names) {
  Json json = Json::object();
  for (const auto& [label, count] : labels.per_class()) {
    // A number may equal the name of another class; the two are then added.
    Json& sum = json[ClassName(names, label)];
    sum = (sum.is_null() ? 0 : sum.get<std::uint64_t>()) + count;
  }
  return json;
}

void AddKindJson(const LabelSummary& labels, const std::vector<std::string>& names, Json& json) {
  if (labels.set().detection()) {
    json["objects_per_class"] = ClassesJson(labels, names);
    json["negatives"] = labels.negatives();
    json["label_layouts"] = LayoutsJson(labels);
  } else if (labels.set().identity()) {
    const ImagesPerIdentity images = labels.images_per_identity();
    json["identities"] = labels.per_class().size();
    json["images_per_identity"] = {
        {"min", images.min}, {"median", images.median}, {"max", images.max}};
  } else {
    json["records_per_class"] = ClassesJson(labels, names);
  }
}

void PrintSurvey(const ImageSurvey& survey, std::uint64_t records) {
  std::string text = "images";
  if (survey.looked_at < records) text += " (of " + WithThousands(survey.looked_at) + " examined)";
  const char* separator = ": ";
  for (const auto& [format, count] : survey.formats) {
    text += separator + WithThousands(count) + " " + format;
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
    std::printf("; %s turned upright by EXIF", WithThousands(survey.turned).c_str());
  }
  std::puts("");
}

std::string RecordsText(std::uint64_t records, std::uint64_t bytes) {
  return Counted(records, "record") + ", " + console::HumanBytes(bytes);
}

void PrintFiles(const InputSet& input) {
  constexpr std::size_t kShown = 20;
  const std::size_t files = input.files().size();
  for (std::size_t i = 0; i < std::min(files, kShown); ++i) {
    const RecordShard& file = input.file(i);
    std::printf("  %s: %s\n", file.path().c_str(), RecordsText(file.size(), file.bytes()).c_str());
  }
  if (files > kShown) std::printf("  .. and %s\n", Counted(files - kShown, "more file").c_str());
}

// "detection: 19 objects of 3 classes, 0 images without objects".
std::string KindText(const LabelSummary& labels) {
  std::string text = LabelKindName(labels.set().kind) + ": ";
  const std::string classes = Counted(labels.per_class().size(), "class");
  if (labels.set().identity()) {
    const ImagesPerIdentity images = labels.images_per_identity();
    const std::uint64_t sound = labels.records() - labels.damaged() - labels.bad_labels();
    return text + Counted(sound, "image") + " of " +
           Counted(labels.per_class().size(), "identity") + ", images per identity at least " +
           WithThousands(images.min) + ", median " + WithThousands(images.median) + ", at most " +
           WithThousands(images.max);
  }
  if (labels.set().detection()) {
    return text + Counted(labels.objects(), "object") + " of " + classes + ", " +
           Counted(labels.negatives(), "image") + " without objects";
  }
  text += classes;
  if (labels.set().meaning == LabelMeaning::kWeights) text += ", a weight for each";
  if (labels.set().meaning == LabelMeaning::kValues) text += ", and other values";
  return text;
}

void PrintFaults(const InfoReport& report) {
  const LabelSummary& labels = report.all.labels;
  if (labels.bad_labels() > 0) {
    std::printf("  the first: %s; imrec verify lists %s\n", report.bad_label.c_str(),
                labels.bad_labels() == 1 ? "it" : "all");
  }
  if (labels.pixel_boxes() > 0) {
    std::printf(
        "the boxes of %s look like pixels; they must be shares of the image's width and height "
        "(voc2lst writes such labels)\n",
        Counted(labels.pixel_boxes(), "record").c_str());
  }
}

}  // namespace

Json InfoJson(const InputSet& input, const InfoReport& report,
              const std::vector<std::string>& class_names) {
  Json json = PartJson(report.all);
  AddKindJson(report.all.labels, class_names, json);
  json["images"] = SurveyJson(report.images);
  if (report.files.size() == 1) return json;
  for (std::size_t i = 0; i < report.files.size(); ++i) {
    Json file = {{"file", input.file(i).path()}};
    file.update(PartJson(report.files[i]));
    json["files"].push_back(file);
  }
  return json;
}

void PrintInfo(const InputSet& input, const InfoReport& report,
               const std::vector<std::string>& class_names) {
  const LabelSummary& labels = report.all.labels;
  const std::size_t files = report.files.size();
  std::printf("%s: %s", (files == 1 ? input.file(0).path() : input.name()).c_str(),
              RecordsText(labels.records(), report.all.bytes).c_str());
  if (files > 1) std::printf(" in %zu files", files);
  if (labels.damaged() > 0) std::printf(", %s damaged", WithThousands(labels.damaged()).c_str());
  std::puts("");
  if (files > 1) PrintFiles(input);
  PrintSurvey(report.images, labels.records());
  std::printf("labels: at most %s per record\n", Counted(labels.width_max(), "value").c_str());
  for (const auto& [widths, count] : labels.layouts()) {
    std::printf("  %s with header width %zu, object width %zu\n", Counted(count, "record").c_str(),
                widths.first, widths.second);
  }
  std::string kind = KindText(labels);
  if (labels.bad_labels() > 0) {
    kind += ", " + Counted(labels.bad_labels(), "record") + " without valid labels";
  }
  std::puts(kind.c_str());
  PrintFaults(report);
  if (labels.set().identity()) return;
  for (const auto& [label, count] : labels.per_class()) {
    std::printf("  %s %10s\n", console::PaddedTo(20, ClassName(class_names, label)).c_str(),
                WithThousands(count).c_str());
  }
}

}  // namespace imrec::tool
