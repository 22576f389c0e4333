#include "im2rec/tool/report/pack_page.h"

#include <array>
#include <cstdio>
#include <utility>

#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

using console::WithThousands;

std::string Speed(const Totals& totals) {
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%.1f images/s, %.2f s", totals.Rate(), totals.seconds);
  return text.data();
}

}  // namespace

PackPage::PackPage(const Arguments& arguments)
    : problems_(arguments.root, arguments.packing.image.limits),
      page_("im2rec: " + arguments.prefix.string(), "Images below " + arguments.root.string()) {}

void PackPage::Add(const PackedList& packed, const PackedContents& contents,
                   const std::vector<std::string>& class_names) {
  empty_ = false;
  page_.AddHeading(packed.list);
  if (packed.was_complete) {
    page_.AddParagraph("The data set " + packed.record_path.string() +
                       " was already complete; nothing was packed.");
    return;
  }
  packed_ = true;
  std::vector<std::array<std::string, 2>> values = {
      {"data set", packed.record_path.string()},
      {"records", WithThousands(packed.totals.records)},
      {"bytes", WithThousands(packed.totals.bytes)},
      {"shards", WithThousands(packed.shards)},
      {"images as they are", WithThousands(packed.kept_bytes)},
      {"images re-encoded", WithThousands(contents.figures.records() - packed.kept_bytes)},
      {"skipped", WithThousands(packed.totals.skipped)},
      {"lines with invalid labels", WithThousands(packed.bad_labels)},
      {"speed", Speed(packed.totals)}};
  if (packed.resumed > 0) {
    values.push_back({"of an interrupted run, not in the charts", WithThousands(packed.resumed)});
  }
  if (packed.frame_mismatches.images > 0) {
    values.push_back({"images whose orientation differs from that of their boxes (" +
                          packed.frame_mismatches.option + ")",
                      WithThousands(packed.frame_mismatches.images)});
  }
  page_.AddValues(values);
  for (console::Histogram& histogram : contents.figures.Histograms(class_names)) {
    page_.AddChart(
        {.title = packed.list + ": " + histogram.title, .bins = std::move(histogram.bins)});
  }
  AddBadLabels(packed, contents.bad_labels);
  AddSkipped(packed);
}

void PackPage::AddBadLabels(const PackedList& packed, const BadLabelKinds& kinds) {
  std::vector<LineProblems> problems;
  for (const BadLabelKind& kind : kinds.Sorted()) {
    LineProblems& entry = problems.emplace_back();
    entry.reason = kind.reason;
    entry.count = kind.count;
    for (const BadLabel& label : kind.first) {
      entry.first.push_back(
          {.line = label.line, .path = label.path, .reason = label.reason, .box = label.box});
    }
  }
  problems_.Add(packed.list + ": invalid labels", problems, page_);
}

void PackPage::AddSkipped(const PackedList& packed) {
  std::vector<LineProblems> problems;
  for (const SkipReason& reason : packed.reasons) {
    LineProblems& entry = problems.emplace_back();
    entry.reason = reason.first.front().reason;
    entry.count = reason.count;
    for (const SkippedLine& line : reason.first) {
      entry.first.push_back({.line = line.line, .path = line.path, .reason = line.reason});
    }
  }
  problems_.Add(packed.list + ": skipped images", problems, page_);
}

}  // namespace imrec::tool
