#include "reader/tool/stats/histogram_image.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "image/internal/draw.h"
#include "image/internal/text_renderer.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

using console::Histogram;

constexpr Rgb kInk = {30, 30, 30};
constexpr Rgb kBar = {70, 120, 180};
constexpr Rgb kPaper = {255, 255, 255};

constexpr int kTextSize = 16;  // pixels per em
constexpr int kLine = 22;
constexpr int kBaseline = 16;  // below the top of a line
constexpr int kBarTop = 2;
constexpr int kBarHeight = 16;
constexpr int kMargin = 16;
constexpr int kGap = 8;
constexpr int kNameWidth = 300;
constexpr int kBarWidth = 400;
constexpr int kCountWidth = 160;
constexpr int kWidth = 2 * kMargin + kNameWidth + kBarWidth + kCountWidth;

// Draws line below line.
class ChartPainter {
 public:
  explicit ChartPainter(MutableImageView image) : image_(image) {}

  void Skip() { y_ += kLine; }

  void Heading(const std::string& heading) {
    Write(kMargin, heading, kWidth - 2 * kMargin);
    Skip();
  }

  void Bar(const Histogram::Bin& bin, double unit) {
    const bool by_number = !bin.number.empty() && !text_.CanDraw(bin.name);
    Write(kMargin, by_number ? bin.number : bin.name, kNameWidth - kGap);
    const int length = static_cast<int>(std::ceil(static_cast<double>(bin.count) * unit));
    constexpr int kLeft = kMargin + kNameWidth;
    FillRect(image_, {.x = kLeft, .y = y_ + kBarTop, .width = length, .height = kBarHeight}, kBar);
    Write(kLeft + length + kGap, console::WithThousands(bin.count), kCountWidth - kGap);
    Skip();
  }

 private:
  void Write(int x, const std::string& text, int max_width) {
    text_.Draw(image_, x, y_ + kBaseline, text_.LayOut(text, kTextSize, max_width), kInk);
  }

  MutableImageView image_;
  TextRenderer text_;
  int y_ = kMargin;
};

// Returns "title: summary" in this order, whatever the direction of the title's letters: a mark
// from left to right starts the line, and the title is isolated from the rest.
std::string Heading(const std::string& title, const std::string& summary) {
  constexpr const char* kStart = "\u200E\u2068";  // NOLINT(misc-misleading-bidirectional)
  return kStart + title + "\u2069: " + summary;
}

}  // namespace

Image DrawHistograms(const std::string& title, const std::string& summary,
                     const std::vector<Histogram>& histograms) {
  int lines = 2;
  for (const Histogram& histogram : histograms) {
    lines += static_cast<int>(histogram.bins.size()) + 2;
  }
  Image image({.width = kWidth, .height = 2 * kMargin + lines * kLine}, 3);
  FillRect(image.view(), {.x = 0, .y = 0, .width = image.width(), .height = image.height()},
           kPaper);
  ChartPainter painter(image.view());
  painter.Heading(Heading(title, summary));
  painter.Skip();
  for (const Histogram& histogram : histograms) {
    painter.Heading(histogram.title);
    const double unit =
        static_cast<double>(kBarWidth) / static_cast<double>(console::MostIn(histogram));
    for (const Histogram::Bin& bin : histogram.bins) painter.Bar(bin, unit);
    painter.Skip();
  }
  return image;
}

}  // namespace imrec::tool
