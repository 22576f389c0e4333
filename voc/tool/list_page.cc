#include "voc/tool/list_page.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <new>
#include <span>
#include <system_error>
#include <vector>

#include <imrec/detection_label.h>
#include <imrec/error.h>

#include "image/internal/thumbnail.h"
#include "recordio/console/console.h"
#include "recordio/console/histogram.h"
#include "recordio/console/html_page.h"
#include "recordio/internal/read_file.h"
#include "voc/tool/problem_kinds.h"

namespace imrec::tool {
namespace {

using console::WithThousands;

constexpr std::size_t kClassesOnPage = 50;
constexpr std::size_t kShownProblems = 5;  // of each kind

void AddCounts(const VocList& list, console::HtmlPage& page) {
  std::uint64_t listed_negatives = 0;
  for (const ListEntry& entry : list.entries) {
    const DetectionLabelView label(entry.labels);
    if (label.object_count() == 1 && IsEmptyObject(label.object(0))) ++listed_negatives;
  }
  page.AddValues({{"images in the list", WithThousands(list.entries.size())},
                  {"of them without objects", WithThousands(listed_negatives)},
                  {"annotations read", WithThousands(list.annotations)},
                  {"images without annotation", WithThousands(list.unannotated)},
                  {"objects", WithThousands(list.objects)},
                  {"classes", WithThousands(list.classes.size())},
                  {"problems", WithThousands(list.problems.total())}});
}

void AddCharts(const VocList& list, console::HtmlPage& page) {
  console::Histogram classes{.title = "Objects per class", .bins = {}};
  for (std::size_t i = 0; i < list.classes.size(); ++i) {
    classes.bins.push_back({.name = list.classes[i], .count = list.objects_per_class[i]});
  }
  if (!classes.bins.empty()) page.AddChart(FullestBins(std::move(classes), kClassesOnPage));
  console::BoxSizeHistogram sizes;
  std::map<std::size_t, std::uint64_t> per_image;
  for (const ListEntry& entry : list.entries) {
    const DetectionLabelView label(entry.labels);
    std::size_t objects = 0;
    for (std::size_t i = 0; i < label.object_count(); ++i) {
      const std::span<const float> object = label.object(i);
      if (IsEmptyObject(object)) continue;
      ++objects;
      sizes.Add(object[3] - object[1], object[4] - object[2]);
    }
    ++per_image[objects];
  }
  if (!per_image.empty()) page.AddChart(console::NumbersHistogram("Objects per image", per_image));
  if (list.objects > 0) {
    page.AddChart(sizes.Get("Box sizes: square root of the share of the image"));
  }
}

// Makes the picture of a problem, or an empty one if its image is unknown or cannot be decoded.
Thumbnail PictureOf(const VocProblem& problem, ThumbnailMaker& maker,
                    std::vector<std::byte>& bytes) {
  if (problem.image.empty()) return {};
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(problem.image, error);
  if (error || size > ThumbnailMaker::kMostBytes) return {};
  try {
    ReadFile(problem.image, bytes);
  } catch (const Error&) {
    return {};
  } catch (const std::bad_alloc&) {
    return {};
  }
  return maker.Make(bytes);
}

void AddProblems(const VocProblems& problems, console::HtmlPage& page) {
  constexpr int kEdge = 240;
  ThumbnailMaker maker(kEdge);
  std::vector<std::byte> bytes;
  for (const ProblemsOfKind& kind : ByKind(problems, kShownProblems)) {
    const std::string rest =
        kind.count > kind.first.size()
            ? " (the first " + std::to_string(kind.first.size()) + " are shown)"
            : "";
    page.AddHeading(std::string(VocProblemName(kind.kind)) + ": " + WithThousands(kind.count) +
                    rest);
    std::vector<Thumbnail> thumbnails;
    std::vector<console::HtmlPicture> pictures;
    thumbnails.reserve(kind.first.size());
    for (const VocProblem* problem : kind.first) {
      const Thumbnail& picture = thumbnails.emplace_back(PictureOf(*problem, maker, bytes));
      pictures.push_back({.jpeg = picture.jpeg,
                          .width = picture.size.width,
                          .height = picture.size.height,
                          .box = problem->box,
                          .caption = Describe(*problem)});
    }
    page.AddPictures(pictures);
  }
}

}  // namespace

std::string ListPage(const VocList& list, const std::string& title) {
  console::HtmlPage page(title, "Images below " + list.base.string());
  AddCounts(list, page);
  AddCharts(list, page);
  if (list.problems.empty()) {
    page.AddParagraph("No problem was found.");
  } else {
    AddProblems(list.problems, page);
  }
  return page.Finish();
}

}  // namespace imrec::tool
