// Web pages that tools write for people: one file that needs no network and no script.
#ifndef IMREC_RECORDIO_CONSOLE_HTML_PAGE_H_
#define IMREC_RECORDIO_CONSOLE_HTML_PAGE_H_

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "recordio/console/histogram.h"

namespace imrec::console {

/// How a page begins.
inline constexpr std::string_view kPageStart =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
    "<meta name=\"generator\" content=\"imrec\">"
    "<meta name=\"viewport\" content=\"width=device-width\">";

/// A small picture and what it shows.
struct HtmlPicture {
  std::span<const std::byte> jpeg;  // empty: there is no picture, only the caption
  int width = 0;
  int height = 0;
  /// xmin, ymin, xmax, ymax as shares of the picture: a box that is drawn. May be empty, inverted
  /// or outside the picture; what is further away than the size of the picture is not shown.
  std::optional<std::array<double, 4>> box = std::nullopt;
  std::string caption;
};

/// A page that is written from the top to the bottom. All text is escaped.
class HtmlPage {
 public:
  HtmlPage(std::string_view title, std::string_view summary);

  void AddHeading(std::string_view text);
  void AddParagraph(std::string_view text);
  /// A list of names and their values, one per line.
  void AddValues(const std::vector<std::array<std::string, 2>>& values);
  void AddTable(const std::vector<std::string>& header,
                const std::vector<std::vector<std::string>>& rows);
  /// A heading and a bar for each bin.
  void AddChart(const Histogram& histogram);
  void AddPictures(const std::vector<HtmlPicture>& pictures);

  /// Returns the document. The page is empty afterwards.
  std::string Finish();

 private:
  std::string text_;
};

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_HTML_PAGE_H_
