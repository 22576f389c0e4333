#include "image/text/shaped_line.h"

#include <algorithm>
#include <utility>

namespace imrec {
namespace {

// Fonts may hold any numbers. This is far beyond any line that is drawn, and sums do not overflow.
constexpr std::int32_t kFarthest = 1 << 24;

std::int32_t Limited(std::int32_t value) { return std::clamp(value, -kFarthest, kFarthest); }

// Puts clusters in the order of the text, each once.
void Order(std::vector<ShapedLine::Cluster>& clusters) {
  std::ranges::stable_sort(clusters, {}, &ShapedLine::Cluster::begin);
  std::vector<ShapedLine::Cluster> joined;
  for (const ShapedLine::Cluster& cluster : clusters) {
    if (joined.empty() || joined.back().begin != cluster.begin) {
      joined.push_back(cluster);
    } else {
      joined.back().advance = Limited(joined.back().advance + cluster.advance);
    }
  }
  clusters = std::move(joined);
}

}  // namespace

ShapedLine Shaper::Shape(std::u32string_view text, int pixel_size) {
  std::vector<TextRun> runs = SplitIntoRuns(text, fonts_);
  SortFromLeftToRight(runs);
  ShapedLine line;
  for (const TextRun& run : runs) ShapeRun(text, run, pixel_size, line);
  Order(line.clusters);
  return line;
}

void Shaper::ShapeRun(std::u32string_view text, const TextRun& run, int pixel_size,
                      ShapedLine& line) {
  hb_buffer_t* buffer = buffer_.get();
  hb_buffer_reset(buffer);
  // The whole text, because letters at the ends of the run may join with those beside it.
  static_assert(sizeof(char32_t) == sizeof(std::uint32_t));
  hb_buffer_add_utf32(buffer, reinterpret_cast<const std::uint32_t*>(text.data()),
                      static_cast<int>(text.size()), static_cast<unsigned>(run.begin),
                      static_cast<int>(run.end - run.begin));
  hb_buffer_set_direction(buffer, run.right_to_left() ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
  hb_buffer_set_script(buffer, run.script);
  hb_buffer_set_language(buffer, hb_language_from_string("und", -1));
  hb_shape(fonts_.face(run.font).Shaper(pixel_size), buffer, nullptr, 0);

  unsigned count = 0;
  const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer, &count);
  const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer, &count);
  for (unsigned i = 0; i < count; ++i) {
    line.glyphs.push_back({.font = static_cast<std::uint32_t>(run.font),
                           .index = infos[i].codepoint,
                           .x = line.advance + Limited(positions[i].x_offset),
                           .y = -Limited(positions[i].y_offset)});
    const std::int32_t advance = Limited(positions[i].x_advance);
    line.clusters.push_back({.begin = infos[i].cluster, .advance = advance});
    line.advance = Limited(line.advance + advance);
  }
}

}  // namespace imrec
