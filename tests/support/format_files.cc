#include "tests/support/format_files.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#if IMREC_WITH_TIFF
#include <tiffio.h>
#endif
#if IMREC_WITH_WEBP
#include <webp/encode.h>
#endif

#include "tests/support/files.h"

namespace imrec::test {

void Append(const std::vector<std::byte>& more, std::vector<std::byte>& bytes) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

std::vector<std::byte> LittleEndian(std::uint64_t number, std::size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i, number >>= 8) bytes[i] = static_cast<std::byte>(number);
  return bytes;
}

std::vector<std::byte> MakeBmp(ImageView image) {
  const std::size_t pitch = (image.row(0).size() + 3) / 4 * 4;
  const std::size_t size = pitch * static_cast<std::size_t>(image.height());
  std::vector<std::byte> bmp = Bytes("BM");
  for (const std::size_t number :
       {54 + size, std::size_t{0}, std::size_t{54}, std::size_t{40},
        static_cast<std::size_t>(image.width()), static_cast<std::size_t>(image.height()),
        std::size_t{1 | 24 << 16}, std::size_t{0}, size, std::size_t{0}, std::size_t{0},
        std::size_t{0}, std::size_t{0}}) {
    Append(LittleEndian(number, 4), bmp);
  }
  for (int y = image.height(); y-- > 0;) {
    for (int x = 0; x < image.width(); ++x) {
      for (const std::size_t channel : {2U, 1U, 0U}) {
        bmp.push_back(static_cast<std::byte>(image.pixel(x, y)[channel]));
      }
    }
    bmp.resize(bmp.size() + pitch - image.row(y).size());
  }
  return bmp;
}

std::vector<std::byte> MakePnm(ImageView image) {
  std::vector<std::byte> pnm =
      Bytes((image.channels() == 1 ? "P5\n" : "P6\n") + std::to_string(image.width()) + " " +
            std::to_string(image.height()) + "\n255\n");
  for (int y = 0; y < image.height(); ++y) {
    const auto row = std::as_bytes(image.row(y));
    pnm.insert(pnm.end(), row.begin(), row.end());
  }
  return pnm;
}

std::size_t TiffRowBytes(const TiffKind& kind) {
  const int samples = kind.separate_planes ? 1 : kind.samples;
  return static_cast<std::size_t>((kind.size.width * samples * kind.bits + 7) / 8);
}

#if IMREC_WITH_TIFF
namespace {

void SetFields(const TiffKind& kind, TIFF* tiff) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kind.size.width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, kind.size.height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, kind.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, kind.samples);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, kind.sample_format);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, kind.photometric);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, kind.compression);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, kind.orientation);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG,
               kind.separate_planes ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
  if (!kind.extra_samples.empty()) {
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, static_cast<int>(kind.extra_samples.size()),
                 kind.extra_samples.data());
  }
  if (!kind.palette.empty()) {
    const std::size_t count = kind.palette.size() / 3;
    TIFFSetField(tiff, TIFFTAG_COLORMAP, kind.palette.data(), kind.palette.data() + count,
                 kind.palette.data() + 2 * count);
  }
  if (kind.photometric == PHOTOMETRIC_YCBCR) {
    TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, kind.subsampling, kind.subsampling);
    if (kind.compression == COMPRESSION_JPEG) {
      TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    }
  }
  if (kind.tile.width > 0) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kind.tile.width);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, kind.tile.height);
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, kind.rows_per_strip);
  }
}

void Require(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("libtiff failed: ") + what);
}

// Only of whole bytes per pixel.
void WriteTiles(const TiffKind& kind, const std::vector<std::uint8_t>& plane, int number,
                TIFF* tiff) {
  const std::size_t row = TiffRowBytes(kind);
  const std::size_t pixel = row / static_cast<std::size_t>(kind.size.width);
  const std::size_t tile_row = pixel * static_cast<std::size_t>(kind.tile.width);
  for (int y = 0; y < kind.size.height; y += kind.tile.height) {
    for (int x = 0; x < kind.size.width; x += kind.tile.width) {
      std::vector<std::uint8_t> tile(tile_row * static_cast<std::size_t>(kind.tile.height));
      const int width = std::min(kind.tile.width, kind.size.width - x);
      for (int i = 0; i < std::min(kind.tile.height, kind.size.height - y); ++i) {
        const auto* from = plane.data() + static_cast<std::size_t>(y + i) * row +
                           static_cast<std::size_t>(x) * pixel;
        std::copy_n(from, pixel * static_cast<std::size_t>(width),
                    tile.data() + static_cast<std::size_t>(i) * tile_row);
      }
      Require(
          TIFFWriteTile(tiff, tile.data(), static_cast<std::uint32_t>(x),
                        static_cast<std::uint32_t>(y), 0, static_cast<std::uint16_t>(number)) > 0,
          "a tile");
    }
  }
}

void WritePlane(const TiffKind& kind, std::vector<std::uint8_t> plane, int number, TIFF* tiff) {
  if (kind.tile.width > 0) return WriteTiles(kind, plane, number, tiff);
  const bool packed_ycbcr =
      kind.photometric == PHOTOMETRIC_YCBCR && kind.compression != COMPRESSION_JPEG;
  if (packed_ycbcr) {  // the caller has packed them, in one strip
    Require(TIFFWriteEncodedStrip(tiff, 0, plane.data(), static_cast<tmsize_t>(plane.size())) > 0,
            "a strip");
    return;
  }
  for (int y = 0; y < kind.size.height; ++y) {
    Require(
        TIFFWriteScanline(tiff, plane.data() + static_cast<std::size_t>(y) * TiffRowBytes(kind),
                          static_cast<std::uint32_t>(y), static_cast<std::uint16_t>(number)) > 0,
        "a row");
  }
}

}  // namespace

std::vector<std::byte> MakeTiff(const TiffKind& kind, const std::vector<std::uint8_t>& rows) {
  TIFFSetWarningHandler(nullptr);  // some kinds are old
  const TempDir dir;
  const std::string path = (dir / "image.tif").string();
  TIFF* tiff = TIFFOpen(path.c_str(), kind.mode.c_str());
  Require(tiff != nullptr, "to open");
  const int planes = kind.separate_planes ? kind.samples : 1;
  const std::size_t plane_bytes = rows.size() / static_cast<std::size_t>(planes);
  for (int page = 0; page < kind.pages; ++page) {
    SetFields(kind, tiff);
    for (int plane = 0; plane < planes; ++plane) {
      const auto* begin = rows.data() + static_cast<std::size_t>(plane) * plane_bytes;
      WritePlane(kind, {begin, begin + plane_bytes}, plane, tiff);
    }
    Require(TIFFWriteDirectory(tiff) != 0, "the directory");
  }
  TIFFClose(tiff);
  return ReadBytes(path);
}

std::vector<std::byte> MakeTiff(ImageView image, TiffKind kind) {
  kind.size = image.size();
  kind.samples = image.channels();
  if (image.channels() == 1) kind.photometric = PHOTOMETRIC_MINISBLACK;
  std::vector<std::uint8_t> rows;
  for (int y = 0; y < image.height(); ++y) {
    rows.insert(rows.end(), image.row(y).begin(), image.row(y).end());
  }
  return MakeTiff(kind, rows);
}
#endif

#if IMREC_WITH_WEBP
std::vector<std::byte> MakeWebp(ImageView image, bool lossless) {
  std::uint8_t* encoded = nullptr;
  const auto stride = static_cast<int>(image.stride());
  const bool alpha = image.channels() == 4;
  constexpr float kQuality = 90;
  std::size_t size = 0;
  if (lossless) {
    size =
        alpha
            ? WebPEncodeLosslessRGBA(image.data(), image.width(), image.height(), stride, &encoded)
            : WebPEncodeLosslessRGB(image.data(), image.width(), image.height(), stride, &encoded);
  } else {
    size = alpha ? WebPEncodeRGBA(image.data(), image.width(), image.height(), stride, kQuality,
                                  &encoded)
                 : WebPEncodeRGB(image.data(), image.width(), image.height(), stride, kQuality,
                                 &encoded);
  }
  if (size == 0) throw std::runtime_error("libwebp failed");
  const auto* begin = reinterpret_cast<const std::byte*>(encoded);
  std::vector<std::byte> webp(begin, begin + size);
  WebPFree(encoded);
  return webp;
}
#endif

std::vector<std::byte> RiffChunk(const std::string& name, const std::vector<std::byte>& contents) {
  std::vector<std::byte> chunk = Bytes(name);
  Append(LittleEndian(contents.size(), 4), chunk);
  Append(contents, chunk);
  if (contents.size() % 2 != 0) chunk.push_back({});
  return chunk;
}

std::vector<std::byte> WebpChunks(const std::vector<std::byte>& webp) {
  return {webp.begin() + 12, webp.end()};
}

std::vector<std::byte> MakeExtendedWebp(ImageSize canvas, int flags,
                                        const std::vector<std::byte>& chunks) {
  std::vector<std::byte> header = LittleEndian(static_cast<std::uint64_t>(flags), 4);
  Append(LittleEndian(static_cast<std::uint64_t>(canvas.width - 1), 3), header);
  Append(LittleEndian(static_cast<std::uint64_t>(canvas.height - 1), 3), header);
  std::vector<std::byte> contents = Bytes("WEBP");
  Append(RiffChunk("VP8X", header), contents);
  Append(chunks, contents);
  return RiffChunk("RIFF", contents);
}

std::vector<std::byte> MakeExifBlock(int orientation) {
  std::vector<std::byte> block = Bytes(std::string_view("II*\0\x08\0\0\0\x01\0", 10));
  Append(Bytes(std::string_view("\x12\x01\x03\0\x01\0\0\0", 8)), block);
  Append(LittleEndian(static_cast<std::uint64_t>(orientation), 4), block);
  Append(LittleEndian(0, 4), block);
  return block;
}

}  // namespace imrec::test
