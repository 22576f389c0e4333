#include "image/jpeg/jpeg_planes.h"

#include <algorithm>
#include <cstdint>

namespace imrec::jpeg {

#if IMREC_JPEG_PLANES
namespace {

// Skipping is prepared for only if more MCUs than this are skipped; otherwise preparing costs more
// than it saves.
constexpr std::int64_t kFewMcus = 64;

static_assert(kMostMcuBlocks == D_MAX_BLOCKS_IN_MCU);

std::span<const jpeg_component_info> ComponentsOf(const jpeg_decompress_struct& info) {
  return {info.comp_info, static_cast<std::size_t>(info.num_components)};
}

int BlockSize(const jpeg_component_info& component) {
#if JPEG_LIB_VERSION >= 70
  return component.DCT_h_scaled_size;
#else
  return component.DCT_scaled_size;
#endif
}

int SmallestBlockSize(const jpeg_decompress_struct& info) {
#if JPEG_LIB_VERSION >= 70
  return info.min_DCT_h_scaled_size;
#else
  return info.min_DCT_scaled_size;
#endif
}

bool CopyCodes(const JHUFF_TBL* table, HuffmanCodes& codes) {
  if (table == nullptr) return false;
  std::ranges::copy(table->bits, codes.counts.begin());
  codes.counts[0] = 0;
  std::ranges::copy(table->huffval, codes.symbols.begin());
  return true;
}

// Sets the axes of `plane` such that enlarging it is what libjpeg does (jdsample.c).
void SetSteps(const jpeg_decompress_struct& info, const jpeg_component_info& component,
              SamplePlane& plane) {
  const int smallest = SmallestBlockSize(info);
  const auto step = [&](int most, int factor) {
    return most * smallest / (factor * BlockSize(component));
  };
  const int width = static_cast<int>(component.downsampled_width);
  plane.horizontal = {.size = width, .step = step(info.max_h_samp_factor, component.h_samp_factor)};
  plane.vertical = {.size = static_cast<int>(component.downsampled_height),
                    .step = step(info.max_v_samp_factor, component.v_samp_factor)};
  const bool fancy = smallest > 1 && plane.horizontal.step <= 2 && plane.vertical.step <= 2 &&
                     (plane.horizontal.step == 1 || width > 2);
  plane.horizontal.interpolated = fancy && plane.horizontal.step == 2;
  plane.vertical.interpolated = fancy && plane.vertical.step == 2;
}

}  // namespace

bool PlaneDecoder::CanDecode(const jpeg_decompress_struct& info) {
  if (info.num_components != 3 || info.jpeg_color_space != JCS_YCbCr ||
      info.comps_in_scan != info.num_components || info.progressive_mode != FALSE ||
      info.arith_code != FALSE || info.data_precision != 8 || info.dct_method != JDCT_ISLOW) {
    return false;
  }
  // Lossless scans have another meaning of Ss, and libjpeg warns of other values in a sequential
  // scan.
  if (info.Ss != 0 || info.Se != DCTSIZE2 - 1 || info.Ah != 0 || info.Al != 0) return false;
  const auto components = ComponentsOf(info);
  // The blocks of an MCU are in the order of the components in the scan.
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (info.cur_comp_info[i] != &components[i]) return false;
  }
  if (components[0].h_samp_factor != info.max_h_samp_factor ||
      components[0].v_samp_factor != info.max_v_samp_factor) {
    return false;
  }
  // Both chroma planes must have the same shape, and a whole number of pixels per sample.
  if (components[1].h_samp_factor != components[2].h_samp_factor ||
      components[1].v_samp_factor != components[2].v_samp_factor) {
    return false;
  }
  std::size_t blocks = 0;
  for (const jpeg_component_info& component : components) {
    blocks += static_cast<std::size_t>(component.h_samp_factor * component.v_samp_factor);
  }
  if (blocks > kMostMcuBlocks) return false;
  return std::ranges::all_of(components, [&](const jpeg_component_info& component) {
    return info.max_h_samp_factor % component.h_samp_factor == 0 &&
           info.max_v_samp_factor % component.v_samp_factor == 0;
  });
}

bool PlaneDecoder::Decode(jpeg_decompress_struct& info, std::span<const std::byte> encoded,
                          const ImagePart& part, YcbcrPart& planes) {
  info.scale_num = 1;
  info.scale_denom = static_cast<unsigned>(part.divisor);
  const std::size_t header_size = encoded.size() - info.src->bytes_in_buffer;
  jpeg_calc_output_dimensions(&info);
  if (!SetComponents(info)) return false;
  block_.Clear();
  bytes_.Begin(encoded.subspan(header_size));
  const Mcus mcus = McusOf(info, part);
  return Shape(info, mcus, planes) && ReadIntervals(info, mcus);
}

bool PlaneDecoder::SetComponents(const jpeg_decompress_struct& info) {
  const auto components = ComponentsOf(info);
  for (std::size_t i = 0; i < components.size(); ++i) {
    const jpeg_component_info& component = components[i];
    const auto quant = static_cast<std::size_t>(component.quant_tbl_no);
    if (quant >= NUM_QUANT_TBLS || info.quant_tbl_ptrs[quant] == nullptr) return false;
    const int size = BlockSize(component);
    if (size != 8 && size != 4 && size != 2 && size != 1) return false;
    const auto dc = static_cast<std::size_t>(component.dc_tbl_no);
    const auto ac = static_cast<std::size_t>(component.ac_tbl_no);
    if (dc >= dc_tables_.size() || ac >= ac_tables_.size()) return false;
    HuffmanCodes codes;
    if (!CopyCodes(info.dc_huff_tbl_ptrs[dc], codes) ||
        !dc_tables_[dc].Set(codes, HuffmanTable::Kind::kDc) ||
        !CopyCodes(info.ac_huff_tbl_ptrs[ac], codes) ||
        !ac_tables_[ac].Set(codes, HuffmanTable::Kind::kAc)) {
      return false;
    }
    components_[i] = {.dc = &dc_tables_[dc],
                      .ac = &ac_tables_[ac],
                      .quant = {},
                      .blocks_across = component.h_samp_factor,
                      .blocks_down = component.v_samp_factor,
                      .block_size = size,
                      .samples = {}};
    std::ranges::transform(info.quant_tbl_ptrs[quant]->quantval, components_[i].quant.begin(),
                           [](int factor) { return std::min(factor, kMaxQuant); });
  }
  return true;
}

void PlaneDecoder::PrepareSkipping(const jpeg_decompress_struct& info) {
  for (const jpeg_component_info& component : ComponentsOf(info)) {
    ac_tables_[static_cast<std::size_t>(component.ac_tbl_no)].PrepareSkipping();
  }
}

// Returns the MCUs of the image. The window contains those that the part needs.
PlaneDecoder::Mcus PlaneDecoder::McusOf(const jpeg_decompress_struct& info, const ImagePart& part) {
  const auto width = static_cast<int>(info.output_width);
  const auto height = static_cast<int>(info.output_height);
  const int mcu_width = info.max_h_samp_factor * SmallestBlockSize(info);
  const int mcu_height = info.max_v_samp_factor * SmallestBlockSize(info);
  const PixelWindow& window = part.window;
  return {
      .window = {.left = std::max(0, window.left - kNeighbours) / mcu_width,
                 .top = std::max(0, window.top - kNeighbours) / mcu_height,
                 .right = CeilDivide(std::min(width, window.right + kNeighbours), mcu_width),
                 .bottom = CeilDivide(std::min(height, window.bottom + kNeighbours), mcu_height)},
      .across = CeilDivide(width, mcu_width),
      .down = CeilDivide(height, mcu_height)};
}

// Sets the shape of the planes to that of the MCUs in the window. Returns false if a plane would
// exceed Image::kMaxPixels.
bool PlaneDecoder::Shape(const jpeg_decompress_struct& info, const Mcus& mcus, YcbcrPart& planes) {
  const auto components = ComponentsOf(info);
  for (std::size_t i = 0; i < components.size(); ++i) {
    SamplePlane& plane = planes.planes[i];
    SetSteps(info, components[i], plane);
    McuComponent& component = components_[i];
    const int across = component.blocks_across * component.block_size;
    const int down = component.blocks_down * component.block_size;
    plane.origin = {.left = mcus.window.left * across, .top = mcus.window.top * down};
    const ImageSize size = {.width = mcus.window.size().width * across,
                            .height = mcus.window.size().height * down};
    if (std::int64_t{size.width} * size.height > Image::kMaxPixels) return false;
    plane.samples.Resize(size, 1);
    component.samples = plane.samples.view();
  }
  return true;
}

// Returns the range from the first to the last MCU of `range` that is shown; empty if begin >= end.
McuRange PlaneDecoder::Mcus::ShownOf(McuRange range) const {
  const auto row_of = [&](std::int64_t mcu) { return mcu / across; };
  std::int64_t row = std::max<std::int64_t>(row_of(range.begin), window.top);
  if (range.begin >= row * across + window.right) ++row;
  const std::int64_t begin = std::max(range.begin, row * across + window.left);
  row = std::min<std::int64_t>(row_of(range.end - 1), window.bottom - 1);
  if (range.end <= row * across + window.left) --row;
  return {.begin = begin, .end = std::min(range.end, row * across + window.right)};
}

bool PlaneDecoder::ReadIntervals(const jpeg_decompress_struct& info, const Mcus& mcus) {
  const McuScan scan = {.bytes = &bytes_,
                        .components = components_,
                        .shown = mcus.window,
                        .across = mcus.across,
                        .block = &block_};
  const std::int64_t all = std::int64_t{mcus.across} * mcus.down;
  const std::int64_t interval = info.restart_interval == 0 ? all : info.restart_interval;
  const std::int64_t last = mcus.ShownOf({.begin = 0, .end = all}).end;
  const ImageSize shown_size = mcus.window.size();
  const std::int64_t skipped = last - std::int64_t{shown_size.width} * shown_size.height;
  if (std::min(skipped, interval) > kFewMcus) PrepareSkipping(info);
  int number = 0;
  for (std::int64_t begin = 0; begin < last; begin += interval, ++number) {
    const std::int64_t end = std::min(begin + interval, all);
    const McuRange shown = mcus.ShownOf({.begin = begin, .end = end});
    if (shown.begin >= shown.end) {
      if (!bytes_.Skip(number)) return false;
      continue;
    }
    BitReader bits(bytes_.Open());
    if (!ReadMcus(scan, {.begin = begin, .end = shown.end}, bits)) return false;
    // Do not look for a marker after the last MCU that is shown, unless it ends an interval that is
    // not the last of the file. After the last MCU of the file, damage affects no pixel.
    if (shown.end == last && (last < end || end == all)) return bytes_.Extend(bits.position());
    if (!bytes_.Close(bits.position(), shown.end == end, number)) return false;
  }
  return true;
}

#else

bool PlaneDecoder::CanDecode(const jpeg_decompress_struct& /*info*/) { return false; }

bool PlaneDecoder::Decode(jpeg_decompress_struct& /*info*/, std::span<const std::byte> /*encoded*/,
                          const ImagePart& /*part*/, YcbcrPart& /*planes*/) {
  return false;
}

#endif

}  // namespace imrec::jpeg
