#include "im2rec/tool/pack_page.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <new>

#include <imrec/error.h>

#include "im2rec/image_file.h"
#include "image/internal/thumbnail.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

using console::WithThousands;

std::string Speed(const Totals& totals) {
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%.1f images/s, %.2f s", totals.Rate(), totals.seconds);
  return text.data();
}

// Makes the pictures of skipped lines. Those of images that cannot be decoded are empty.
class SkippedPictures {
 public:
  SkippedPictures(std::filesystem::path root, const ImageLimits& limits)
      : root_(std::move(root)), files_(limits), maker_(kEdge) {}

  Thumbnail Of(const SkippedLine& line) {
    if (line.path.empty()) return {};
    try {
      files_.Read(root_ / line.path, contents_);
    } catch (const Error&) {
      return {};
    } catch (const std::bad_alloc&) {
      return {};
    }
    return maker_.Make(contents_);
  }

 private:
  static constexpr int kEdge = 240;

  std::filesystem::path root_;
  ImageFileReader files_;
  ThumbnailMaker maker_;
  std::vector<std::byte> contents_;
};

}  // namespace

PackPage::PackPage(const Arguments& arguments)
    : root_(arguments.root),
      limits_(arguments.packing.image.limits),
      page_("im2rec: " + arguments.prefix.string(), "Images below " + root_.string()) {}

void PackPage::Add(const PackedList& packed, const PackFigures& figures,
                   const std::vector<std::string>& class_names) {
  empty_ = false;
  page_.AddHeading(packed.list);
  if (packed.was_complete) {
    page_.AddParagraph("The data set " + packed.record_path.string() +
                       " was already complete; nothing was packed.");
    return;
  }
  std::vector<std::array<std::string, 2>> values = {
      {"data set", packed.record_path.string()},
      {"records", WithThousands(packed.totals.records)},
      {"bytes", WithThousands(packed.totals.bytes)},
      {"shards", WithThousands(packed.shards)},
      {"images as they are", WithThousands(packed.kept_bytes)},
      {"images encoded anew", WithThousands(figures.records() - packed.kept_bytes)},
      {"skipped", WithThousands(packed.totals.skipped)},
      {"lines with invalid labels", WithThousands(packed.bad_labels)},
      {"speed", Speed(packed.totals)}};
  if (packed.resumed > 0) {
    values.push_back({"of an interrupted run, not in the charts", WithThousands(packed.resumed)});
  }
  page_.AddValues(values);
  for (console::Histogram& histogram : figures.Histograms(class_names)) {
    page_.AddChart(
        {.title = packed.list + ": " + histogram.title, .bins = std::move(histogram.bins)});
  }
  AddSkipped(packed);
}

void PackPage::AddSkipped(const PackedList& packed) {
  constexpr std::size_t kShownReasons = 20;
  if (packed.reasons.empty()) return;
  page_.AddHeading(packed.list + ": skipped images");
  SkippedPictures pictures(root_, limits_);
  const std::size_t shown = std::min(packed.reasons.size(), kShownReasons);
  for (std::size_t i = 0; i < shown; ++i) {
    const SkipReason& reason = packed.reasons[i];
    const std::string rest =
        reason.count > reason.first.size()
            ? " (the first " + std::to_string(reason.first.size()) + " are shown)"
            : "";
    page_.AddParagraph(console::Counted(reason.count, "line") + ": " + reason.first.front().reason +
                       rest);
    std::vector<Thumbnail> thumbnails;
    std::vector<console::HtmlPicture> figures;
    thumbnails.reserve(reason.first.size());
    for (const SkippedLine& line : reason.first) {
      const Thumbnail& picture = thumbnails.emplace_back(pictures.Of(line));
      figures.push_back(
          {.jpeg = picture.jpeg,
           .width = picture.size.width,
           .height = picture.size.height,
           .caption = "line " + std::to_string(line.line) + ": " + line.path + ": " + line.reason});
    }
    page_.AddPictures(figures);
  }
  if (packed.reasons.size() > shown) {
    page_.AddParagraph("and for " + console::Counted(packed.reasons.size() - shown, "more reason"));
  }
}

}  // namespace imrec::tool
