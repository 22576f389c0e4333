#include "im2rec/tool/report/line_problems.h"

#include <algorithm>
#include <new>
#include <utility>

#include <imrec/error.h>

#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

constexpr int kEdge = 240;  // of pictures, in pixels

// Returns the box to draw. One whose corners are pixels would be far outside the picture.
std::optional<std::array<double, 4>> DrawnBox(const ProblemLine& line) {
  constexpr float kLargestShare = 2;
  if (!line.box || std::ranges::max(*line.box) > kLargestShare) return std::nullopt;
  const auto& [xmin, ymin, xmax, ymax] = *line.box;
  return std::array<double, 4>{xmin, ymin, xmax, ymax};
}

std::string CaptionOf(const ProblemLine& line) {
  return "line " + std::to_string(line.line) + ": " + line.path + ": " + line.reason;
}

}  // namespace

ProblemSections::ProblemSections(std::filesystem::path root, const ImageLimits& limits)
    : root_(std::move(root)), files_(limits), maker_(kEdge) {}

void ProblemSections::Add(const std::string& heading, const std::vector<LineProblems>& problems,
                          console::HtmlPage& page) {
  if (problems.empty()) return;
  page.AddHeading(heading);
  const std::size_t shown = std::min(problems.size(), kMostShown);
  for (std::size_t i = 0; i < shown; ++i) AddOne(problems[i], page);
  if (problems.size() > shown) {
    page.AddParagraph("and for " + console::Counted(problems.size() - shown, "more reason"));
  }
}

void ProblemSections::AddOne(const LineProblems& problems, console::HtmlPage& page) {
  const std::string rest =
      problems.count > problems.first.size()
          ? " (the first " + std::to_string(problems.first.size()) + " are shown)"
          : "";
  page.AddParagraph(console::Counted(problems.count, "line") + ": " + problems.reason + rest);
  std::vector<Thumbnail> thumbnails;
  std::vector<console::HtmlPicture> figures;
  thumbnails.reserve(problems.first.size());
  for (const ProblemLine& line : problems.first) {
    const Thumbnail& picture = thumbnails.emplace_back(PictureOf(line));
    figures.push_back({.jpeg = picture.jpeg,
                       .width = picture.size.width,
                       .height = picture.size.height,
                       .box = DrawnBox(line),
                       .caption = CaptionOf(line)});
  }
  page.AddPictures(figures);
}

Thumbnail ProblemSections::PictureOf(const ProblemLine& line) {
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

}  // namespace imrec::tool
