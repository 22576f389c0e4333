// Shows list lines with a problem on a page: the number, and the first lines with their images.
#ifndef IMREC_IM2REC_TOOL_REPORT_LINE_PROBLEMS_H_
#define IMREC_IM2REC_TOOL_REPORT_LINE_PROBLEMS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <imrec/image_limits.h>

#include "im2rec/pack/image_file.h"
#include "image/internal/thumbnail.h"
#include "recordio/console/html_page.h"

namespace imrec::tool {

/// A list line with a problem.
struct ProblemLine {
  std::uint64_t line = 0;
  std::string path;  // empty if the line is malformed
  std::string reason;
  std::optional<std::array<float, 4>> box = {};  // xmin, ymin, xmax, ymax
};

/// The lines with one kind of problem.
struct LineProblems {
  std::string reason;
  std::uint64_t count = 0;
  std::vector<ProblemLine> first = {};
};

/// Adds problems to a page. Reuses its working memory. Not thread-safe.
class ProblemSections {
 public:
  /// The paths of lines are relative to `root`. Throws Error if a limit is out of range.
  ProblemSections(std::filesystem::path root, const ImageLimits& limits);

  /// Adds a heading, then the problems in their order, of which the first kMostShown are shown.
  /// Reads the images of their first lines. An image that cannot be decoded has no picture. Boxes
  /// in pixels are not drawn.
  void Add(const std::string& heading, const std::vector<LineProblems>& problems,
           console::HtmlPage& page);

  static constexpr std::size_t kMostShown = 20;

 private:
  void AddOne(const LineProblems& problems, console::HtmlPage& page);
  Thumbnail PictureOf(const ProblemLine& line);

  std::filesystem::path root_;
  ImageFileReader files_;
  ThumbnailMaker maker_;
  std::vector<std::byte> contents_;
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_REPORT_LINE_PROBLEMS_H_
