#include "reader/tool/stats/stats_page.h"

#include <algorithm>

#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

constexpr int kLabelWidth = 150;
constexpr int kBarWidth = 420;
constexpr int kRowHeight = 20;

constexpr const char* kStyle = R"(<style>
body { font: 14px system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; color: #222; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
svg { display: block; width: 100%; height: auto; }
text { font: 12px system-ui, sans-serif; fill: currentColor; }
rect { fill: #3b7dd8; }
@media (prefers-color-scheme: dark) { body { background: #181818; color: #ddd; } }
</style>)";

// Class names may contain any character.
std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string Attribute(const std::string& name, int value) {
  return " " + name + "=\"" + std::to_string(value) + "\"";
}

std::string Chart(const Histogram& histogram) {
  std::uint64_t most = 1;
  for (const Histogram::Bin& bin : histogram.bins) most = std::max(most, bin.count);
  const int rows = static_cast<int>(histogram.bins.size());
  std::string svg = "<svg role=\"img\" viewBox=\"0 0 680 " + std::to_string(rows * kRowHeight) +
                    "\" aria-label=\"" + Escaped(histogram.title) + "\">\n";
  int y = 0;
  for (const Histogram::Bin& bin : histogram.bins) {
    const int width =
        static_cast<int>(static_cast<double>(bin.count) * kBarWidth / static_cast<double>(most));
    svg += "<text text-anchor=\"end\"" + Attribute("x", kLabelWidth - 8) + Attribute("y", y + 14) +
           ">" + Escaped(bin.name) + "</text><rect" + Attribute("x", kLabelWidth) +
           Attribute("y", y + 3) + Attribute("width", width) + Attribute("height", kRowHeight - 6) +
           "/><text" + Attribute("x", kLabelWidth + width + 6) + Attribute("y", y + 14) + ">" +
           console::WithThousands(bin.count) + "</text>\n";
    y += kRowHeight;
  }
  return svg + "</svg>\n";
}

}  // namespace

std::string StatsPage(const std::string& title, const std::string& summary,
                      const std::vector<Histogram>& histograms) {
  std::string page = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                     Escaped(title) + "</title>\n" + kStyle + "</head>\n<body>\n<h1>" +
                     Escaped(title) + "</h1>\n<p>" + Escaped(summary) + "</p>\n";
  for (const Histogram& histogram : histograms) {
    page += "<h2>" + Escaped(histogram.title) + "</h2>\n" + Chart(histogram);
  }
  return page + "</body></html>\n";
}

}  // namespace imrec::tool
