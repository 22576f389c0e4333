#include "image/internal/text_renderer.h"

#include <algorithm>
#include <string>

#include "image/text/bitmap_text.h"
#include "image/text/plain_text.h"
#include "image/text/text_backend.h"
#if IMREC_WITH_TEXT
#include "image/text/scalable_text.h"
#endif

namespace imrec {
namespace {

std::unique_ptr<TextBackend> MakeBackend() {
#if IMREC_WITH_TEXT
  if (std::unique_ptr<TextBackend> fonts = ScalableText::Make()) return fonts;
#endif
  return std::make_unique<BitmapText>();
}

}  // namespace

TextRenderer::TextRenderer() : backend_(MakeBackend()) {}
TextRenderer::~TextRenderer() = default;
TextRenderer::TextRenderer(TextRenderer&&) noexcept = default;
TextRenderer& TextRenderer::operator=(TextRenderer&&) noexcept = default;

bool TextRenderer::CanDraw(std::string_view text) {
  const std::u32string plain = PlainText(text);
  return std::ranges::any_of(plain, IsVisible) && backend_->HasGlyphs(plain);
}

TextLine TextRenderer::LayOut(std::string_view text, int pixel_size, int max_width) {
  return backend_->LayOut(PlainText(text), std::clamp(pixel_size, 1, 1000), std::max(max_width, 0));
}

void TextRenderer::Draw(MutableImageView image, int x, int baseline, const TextLine& line,
                        Rgb color) {
  backend_->Draw(image, x, baseline, line, color);
}

void TextRenderer::DrawLabel(MutableImageView image, int x, int y, const TextLine& line,
                             Rgb background) {
  FillRect(image, {x, y, line.width + 2 * kLabelPadding, line.height()}, background);
  const int brightness = 299 * background.red + 587 * background.green + 114 * background.blue;
  const Rgb ink = brightness > 140000 ? Rgb{0, 0, 0} : Rgb{255, 255, 255};
  Draw(image, x + kLabelPadding, y + line.ascent, line, ink);
}

}  // namespace imrec
