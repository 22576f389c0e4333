#include "tests/image/jpeg/jpeg_files.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "tests/support/files.h"

namespace imrec::test {
namespace {

void SetKind(jpeg_compress_struct& info, const JpegKind& kind,
             std::array<jpeg_scan_info, 4>& scans) {
  jpeg_set_colorspace(&info, kind.stored);
  jpeg_set_quality(&info, 85, TRUE);
  info.comp_info[0].h_samp_factor = kind.horizontal;
  info.comp_info[0].v_samp_factor = kind.vertical;
  for (int c = 1; c < info.num_components; ++c) {
    info.comp_info[c].h_samp_factor = c == 1 ? kind.second_horizontal : 1;
    info.comp_info[c].v_samp_factor = 1;
  }
  info.restart_interval = static_cast<unsigned>(kind.restart_interval);
  if (kind.plain) {
    info.write_JFIF_header = FALSE;
    info.write_Adobe_marker = FALSE;
  }
  info.arith_code = kind.arithmetic ? TRUE : FALSE;
  if (kind.progressive) jpeg_simple_progression(&info);
  if (!kind.separate_scans) return;
  for (int c = 0; c < info.num_components; ++c) {
    jpeg_scan_info& scan = scans[static_cast<std::size_t>(c)];
    scan = {};
    scan.comps_in_scan = 1;
    scan.component_index[0] = c;
    scan.Se = DCTSIZE2 - 1;
  }
  info.scan_info = scans.data();
  info.num_scans = info.num_components;
}

void WriteMarkers(jpeg_compress_struct& info, const JpegKind& kind) {
  const auto write = [&](int marker, const std::string& text) {
    jpeg_write_marker(&info, marker, reinterpret_cast<const JOCTET*>(text.data()),
                      static_cast<unsigned>(text.size()));
  };
  if (!kind.app1.empty()) write(JPEG_APP0 + 1, kind.app1);
  for (const std::string& comment : kind.comments) write(JPEG_COM, comment);
}

}  // namespace

std::vector<JpegKind> AllJpegKinds() {
  std::vector<JpegKind> kinds = {
      {.name = "Colour444"},
      {.name = "Colour422", .horizontal = 2},
      {.name = "Colour420", .horizontal = 2, .vertical = 2},
      {.name = "Colour440", .vertical = 2},
      {.name = "Colour411", .horizontal = 4},
      {.name = "Colour410", .horizontal = 4, .vertical = 2},
      // Cameras do not write these, but libjpeg reads them.
      {.name = "Colour1x4", .vertical = 4},
      {.name = "Colour2x4", .horizontal = 2, .vertical = 4},
      {.name = "Colour3x1", .horizontal = 3},
      {.name = "Colour1x3", .vertical = 3},
      {.name = "Colour3x2", .horizontal = 3, .vertical = 2},
      {.name = "Colour2x3", .horizontal = 2, .vertical = 3},
      {.name = "Grey", .components = 1, .stored = JCS_GRAYSCALE},
      {.name = "GreySampled",
       .components = 1,
       .stored = JCS_GRAYSCALE,
       .horizontal = 2,
       .vertical = 2},
      {.name = "Rgb", .stored = JCS_RGB},
      {.name = "Cmyk", .components = 4, .stored = JCS_CMYK},
      {.name = "Ycck", .components = 4, .stored = JCS_YCCK},
      {.name = "PlainCmyk", .components = 4, .stored = JCS_CMYK, .plain = true},
      {.name = "PlainColour", .plain = true},
      {.name = "PlainRgb", .stored = JCS_RGB, .plain = true},
      {.name = "OnePixel", .size = {1, 1}, .horizontal = 2, .vertical = 2},
      {.name = "OddSize", .size = {33, 17}, .horizontal = 2, .vertical = 2},
      {.name = "WholeMcus", .size = {256, 64}, .horizontal = 2, .vertical = 2},
      {.name = "Restarted", .horizontal = 2, .vertical = 2, .restart_interval = 3},
      {.name = "SeparateScans", .horizontal = 2, .vertical = 2, .separate_scans = true},
  };
  const std::size_t sequential = kinds.size();
  for (std::size_t i = 0; i < sequential; ++i) {
    if (kinds[i].separate_scans) continue;
    kinds.push_back(kinds[i]);
    kinds.back().name += "Progressive";
    kinds.back().progressive = true;
  }
  kinds.push_back({.name = "Arithmetic", .horizontal = 2, .vertical = 2, .arithmetic = true});
  return kinds;
}

std::vector<std::byte> MakeJpegFile(const JpegKind& kind) {
  Image picture = MakePicture(kind.size, kind.components);
  for (int y = 0; kind.muted && y < picture.height(); ++y) {
    for (std::uint8_t& sample : picture.view().row(y)) {
      sample = static_cast<std::uint8_t>(90 + sample / 4);
    }
  }
  return MakeJpegFile(kind, std::as_const(picture).view());
}

std::vector<std::byte> MakeJpegFile(const JpegKind& kind, ImageView picture) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &buffer, &size);
  info.image_width = static_cast<JDIMENSION>(picture.width());
  info.image_height = static_cast<JDIMENSION>(picture.height());
  info.input_components = picture.channels();
  info.in_color_space = picture.channels() == 1   ? JCS_GRAYSCALE
                        : picture.channels() == 3 ? JCS_RGB
                                                  : JCS_CMYK;
  jpeg_set_defaults(&info);
  std::array<jpeg_scan_info, 4> scans;
  SetKind(info, kind, scans);
  jpeg_start_compress(&info, TRUE);
  WriteMarkers(info, kind);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPROW>(picture.row(static_cast<int>(info.next_scanline)).data());
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  const auto* begin = reinterpret_cast<const std::byte*>(buffer);
  std::vector<std::byte> encoded(begin, begin + size);
  jpeg_destroy_compress(&info);
  std::free(buffer);
  return encoded;
}

std::vector<std::size_t> FindScans(const std::vector<std::byte>& encoded) {
  std::vector<std::size_t> scans;
  for (std::size_t i = 0; i + 1 < encoded.size(); ++i) {
    if (encoded[i] == std::byte{0xFF} && encoded[i + 1] == std::byte{0xDA}) scans.push_back(i);
  }
  return scans;
}

JpegHeader ReadJpegHeader(const std::vector<std::byte>& encoded) {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&info);
  jpeg_save_markers(&info, JPEG_COM, 0xFFFF);
  for (int i = 1; i < 16; ++i) {
    if (i != 14) jpeg_save_markers(&info, JPEG_APP0 + i, 0xFFFF);
  }
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(encoded.data()), encoded.size());
  jpeg_read_header(&info, TRUE);
  JpegHeader header{.progressive = info.progressive_mode != FALSE,
                    .multiple_scans = jpeg_has_multiple_scans(&info) != FALSE,
                    .restart_interval = info.restart_interval,
                    .markers = {}};
  for (const jpeg_marker_struct* marker = info.marker_list; marker != nullptr;
       marker = marker->next) {
    header.markers.emplace_back(reinterpret_cast<const char*>(marker->data), marker->data_length);
  }
  jpeg_destroy_decompress(&info);
  return header;
}

namespace {

int BlockSize(const jpeg_component_info& component) {
#if JPEG_LIB_VERSION >= 70
  return component.DCT_v_scaled_size;
#else
  return component.DCT_scaled_size;
#endif
}

int SmallestBlockSize(const jpeg_decompress_struct& info) {
#if JPEG_LIB_VERSION >= 70
  return info.min_DCT_v_scaled_size;
#else
  return info.min_DCT_scaled_size;
#endif
}

}  // namespace

bool LibraryGivesPlanes() { return IMREC_JPEG_PLANES != 0; }

std::array<Image, 3> ReadRawPlanes(const std::vector<std::byte>& encoded, int divisor) {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(encoded.data()), encoded.size());
  jpeg_read_header(&info, TRUE);
  info.scale_denom = static_cast<unsigned>(divisor);
  info.raw_data_out = TRUE;
  jpeg_start_decompress(&info);
  // Raw rows come by whole MCUs, wider and more than there are.
  constexpr std::size_t kRows = 4 * DCTSIZE;
  std::array<Image, 3> planes;
  std::array<std::vector<JSAMPLE>, 3> memory;
  std::array<std::array<JSAMPROW, kRows>, 3> rows{};
  std::array<JSAMPARRAY, 3> arrays{};
  for (std::size_t c = 0; c < 3; ++c) {
    const jpeg_component_info& component = info.comp_info[c];
    const std::size_t width = info.image_width + std::size_t{16} * DCTSIZE;
    memory[c].resize(width * kRows);
    for (std::size_t r = 0; r < kRows; ++r) rows[c][r] = memory[c].data() + r * width;
    arrays[c] = rows[c].data();
    planes[c].Resize({.width = static_cast<int>(component.downsampled_width),
                      .height = static_cast<int>(component.downsampled_height)},
                     1);
  }
  std::array<int, 3> filled{};
  const auto group = static_cast<JDIMENSION>(info.max_v_samp_factor * SmallestBlockSize(info));
  while (info.output_scanline < info.output_height) {
    jpeg_read_raw_data(&info, arrays.data(), group);
    for (std::size_t c = 0; c < 3; ++c) {
      const jpeg_component_info& component = info.comp_info[c];
      for (int r = 0; r < component.v_samp_factor * BlockSize(component); ++r) {
        if (filled[c] == planes[c].height()) break;
        std::copy_n(rows[c][static_cast<std::size_t>(r)], planes[c].width(),
                    planes[c].view().row(filled[c]++).data());
      }
    }
  }
  jpeg_destroy_decompress(&info);
  return planes;
}

}  // namespace imrec::test
