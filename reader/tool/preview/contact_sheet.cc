#include "reader/tool/preview/contact_sheet.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "image/internal/draw.h"
#include "image/internal/resample.h"

namespace imrec::tool {
namespace {

constexpr int kGap = 8;
constexpr int kCaptionHeight = 18;
constexpr int kCaptionBaseline = 13;
// In pixels per em.
constexpr int kCaptionSize = 11;
constexpr int kLabelSize = 12;
constexpr int kLineThickness = 2;
constexpr Rgb kBackground = {250, 250, 248};
constexpr Rgb kWindow = {255, 255, 255};
constexpr Rgb kShadow = {0, 0, 0};
constexpr Rgb kCaptionInk = {70, 70, 70};

void DrawOutline(MutableImageView image, PixelRect rect, const LabelledBox& box) {
  switch (box.style) {
    case BoxStyle::kKept:
      return DrawRect(image, rect, kLineThickness, ClassColor(box.class_id));
    case BoxStyle::kDropped:
      return DrawDashedRect(image, rect, kLineThickness, ClassColor(box.class_id));
    case BoxStyle::kWindow:
      DrawRect(image, rect, 1, kShadow);
      DrawDashedRect(image, rect, 1, kWindow);
      return;
    case BoxStyle::kTag:
      return;
  }
}

ImageSize FitInto(ImageSize image, ImageSize cell) {
  const double scale = std::min(static_cast<double>(cell.width) / image.width,
                                static_cast<double>(cell.height) / image.height);
  return {.width = std::max(1, static_cast<int>(std::lround(image.width * scale))),
          .height = std::max(1, static_cast<int>(std::lround(image.height * scale)))};
}

// Returns the name of the class, or its number, at most as wide as the image.
TextLine LabelOf(const LabelledBox& box, int image_width, TextRenderer& text) {
  const bool by_number = !box.number.empty() && !text.CanDraw(box.name);
  return text.LayOut(by_number ? box.number : box.name, kLabelSize,
                     image_width - 2 * TextRenderer::kLabelPadding);
}

}  // namespace

void DrawBoxes(MutableImageView image, const std::vector<LabelledBox>& boxes, TextRenderer& text) {
  const auto scaled = [](double value, int size) {
    return static_cast<int>(std::lround(value * size));
  };
  std::vector<PixelRect> rects;
  for (const LabelledBox& labelled : boxes) {
    const int left = scaled(labelled.box.xmin, image.width());
    const int top = scaled(labelled.box.ymin, image.height());
    const int right = scaled(labelled.box.xmax, image.width());
    const int bottom = scaled(labelled.box.ymax, image.height());
    rects.push_back({left, top, std::max(1, right - left), std::max(1, bottom - top)});
    DrawOutline(image, rects.back(), labelled);
  }
  int tag_y = 0;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (boxes[i].style == BoxStyle::kDropped) continue;
    const TextLine line = LabelOf(boxes[i], image.width(), text);
    if (boxes[i].style == BoxStyle::kTag) {
      text.DrawLabel(image, 0, tag_y, line, ClassColor(boxes[i].class_id));
      tag_y += line.height();
      continue;
    }
    if (boxes[i].style == BoxStyle::kWindow) {
      text.DrawLabel(image, rects[i].x, rects[i].y + rects[i].height - line.height(), line,
                     kShadow);
      continue;
    }
    const int width = line.width + 2 * TextRenderer::kLabelPadding;
    const int x = std::clamp(rects[i].x, 0, std::max(0, image.width() - width));
    const int above = rects[i].y - line.height();
    text.DrawLabel(image, x, above >= 0 ? above : rects[i].y, line, ClassColor(boxes[i].class_id));
  }
}

ContactSheet::ContactSheet(int cell_height, std::vector<int> column_widths, std::size_t rows)
    : cell_height_(cell_height), column_widths_(std::move(column_widths)) {
  const int gaps = kGap * (static_cast<int>(column_widths_.size()) + 1);
  const int width = std::accumulate(column_widths_.begin(), column_widths_.end(), gaps);
  const int row_height = kCaptionHeight + cell_height + kGap;
  sheet_.Resize({.width = width, .height = kGap + static_cast<int>(rows) * row_height}, 3);
  FillRect(sheet_.view(), {0, 0, sheet_.width(), sheet_.height()}, kBackground);
}

void ContactSheet::Place(std::size_t row, std::size_t column, ImageView image,
                         const std::vector<LabelledBox>& boxes, const std::string& caption) {
  int x = kGap;
  for (std::size_t i = 0; i < column; ++i) x += column_widths_[i] + kGap;
  const int y = kGap + static_cast<int>(row) * (kCaptionHeight + cell_height_ + kGap);
  text_.Draw(sheet_.view(), x, y + kCaptionBaseline,
             text_.LayOut(caption, kCaptionSize, column_widths_[column]), kCaptionInk);

  const ImageSize cell = {.width = column_widths_[column], .height = cell_height_};
  Resampler resampler;
  Image fitted;
  ResizeImage(image, FitInto(image.size(), cell), resampler, fitted);
  DrawBoxes(fitted.view(), boxes, text_);
  CopyPixels(std::as_const(fitted).view(), sheet_.view().Sub(x, y + kCaptionHeight, fitted.size()));
}

}  // namespace imrec::tool
