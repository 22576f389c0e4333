#include "reader/tool/stats/charts.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "image/internal/draw.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/html_page.h"
#include "recordio/internal/output_file.h"

namespace imrec::tool {
namespace {

constexpr Rgb kInk = {30, 30, 30};
constexpr Rgb kBar = {70, 120, 180};

std::string ExtensionOf(const std::string& path) {
  return std::filesystem::path(path).extension().string();
}

std::string Page(const std::string& title, const std::string& summary,
                 const std::vector<Histogram>& histograms) {
  console::HtmlPage page(title, summary);
  for (const Histogram& histogram : histograms) page.AddChart(histogram);
  return page.Finish();
}

bool IsPage(const std::string& path) { return path == "-" || ExtensionOf(path) == ".html"; }

}  // namespace

void PrintHistograms(const std::vector<Histogram>& histograms) {
  for (const Histogram& histogram : histograms) {
    const std::uint64_t most = console::MostIn(histogram);
    std::printf("\n%s\n", histogram.title.c_str());
    for (const Histogram::Bin& bin : histogram.bins) {
      constexpr std::uint64_t kWidth = 40;
      // A count above 0 has at least one mark.
      const std::uint64_t marks = (bin.count * kWidth + most - 1) / most;
      std::printf("  %-20s %10s %s\n", bin.name.c_str(), console::WithThousands(bin.count).c_str(),
                  std::string(marks, '#').c_str());
    }
  }
}

nlohmann::ordered_json HistogramsJson(const std::vector<Histogram>& histograms) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const Histogram& histogram : histograms) {
    nlohmann::ordered_json bins = nlohmann::ordered_json::object();
    for (const Histogram::Bin& bin : histogram.bins) bins[bin.name] = bin.count;
    json[histogram.title] = bins;
  }
  return json;
}

Image DrawHistograms(const std::string& title, const std::vector<Histogram>& histograms) {
  constexpr int kScale = 2;
  constexpr int kLine = 9 * kScale + 4;
  constexpr int kMargin = 16;
  constexpr int kNameWidth = 300;
  constexpr int kBarWidth = 400;
  constexpr int kWidth = 2 * kMargin + kNameWidth + kBarWidth + 160;
  int lines = 2;
  for (const Histogram& histogram : histograms) {
    lines += static_cast<int>(histogram.bins.size()) + 2;
  }
  Image image({.width = kWidth, .height = 2 * kMargin + lines * kLine}, 3);
  const MutableImageView view = image.view();
  FillRect(view, {.x = 0, .y = 0, .width = image.width(), .height = image.height()},
           {255, 255, 255});
  int y = kMargin;
  const auto write = [&](int x, const std::string& text) {
    DrawText(view, x, y, text, kScale, kInk);
  };
  write(kMargin, title);
  y += 2 * kLine;
  for (const Histogram& histogram : histograms) {
    write(kMargin, histogram.title);
    y += kLine;
    const double unit =
        static_cast<double>(kBarWidth) / static_cast<double>(console::MostIn(histogram));
    for (const Histogram::Bin& bin : histogram.bins) {
      write(kMargin, bin.name.substr(0, kNameWidth / (6 * kScale) - 1));
      const int length = static_cast<int>(std::ceil(static_cast<double>(bin.count) * unit));
      FillRect(view, {.x = kMargin + kNameWidth, .y = y, .width = length, .height = kLine - 6},
               kBar);
      write(kMargin + kNameWidth + length + 8, console::WithThousands(bin.count));
      y += kLine;
    }
    y += kLine;
  }
  return image;
}

void CheckChartPath(const std::string& path) {
  if (IsPage(path) || CanEncodeImage(ExtensionOf(path))) return;
  throw Error(ErrorCode::kInvalidArgument, "-o must end in .html, .png or .jpg, or be -: " + path);
}

void WriteCharts(const std::string& path, const std::string& title, const std::string& summary,
                 const std::vector<Histogram>& histograms) {
  CheckChartPath(path);
  if (IsPage(path)) return WriteOutput(path, Page(title, summary, histograms));
  constexpr int kPngLevel = 6;
  constexpr int kJpegQuality = 90;
  const bool jpeg = ImageCodecForExtension(ExtensionOf(path))->name == "jpeg";
  std::vector<std::byte> encoded;
  EncodeImage(DrawHistograms(title + ": " + summary, histograms).view(), ExtensionOf(path),
              jpeg ? kJpegQuality : kPngLevel, encoded);
  MakeFolderFor(path);
  WriteFileAtomically(path, encoded);
}

}  // namespace imrec::tool
