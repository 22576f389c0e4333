#include "reader/tool/stats/charts.h"

#include <cstdio>
#include <filesystem>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "reader/tool/standard_output.h"
#include "reader/tool/stats/histogram_image.h"
#include "recordio/console/columns.h"
#include "recordio/console/console.h"
#include "recordio/console/html_page.h"
#include "recordio/internal/output_file.h"

namespace imrec::tool {
namespace {

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
      std::printf("  %s %10s %s\n", console::PaddedTo(20, bin.name).c_str(),
                  console::WithThousands(bin.count).c_str(), std::string(marks, '#').c_str());
    }
  }
}

nlohmann::ordered_json HistogramsJson(const std::vector<Histogram>& histograms) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const Histogram& histogram : histograms) {
    nlohmann::ordered_json bins = nlohmann::ordered_json::object();
    // A class without a name has its number, which may be the name of another.
    for (const Histogram::Bin& bin : histogram.bins) {
      bins[bin.name] = bins.value(bin.name, std::uint64_t{0}) + bin.count;
    }
    json[histogram.title] = bins;
  }
  return json;
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
  EncodeImage(DrawHistograms(title, summary, histograms).view(), ExtensionOf(path),
              jpeg ? kJpegQuality : kPngLevel, encoded);
  MakeFolderFor(path);
  WriteFileAtomically(path, encoded);
}

}  // namespace imrec::tool
