#include "image/tiff/tiff_file.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

#include <imrec/error.h>

#include "image/internal/codec_versions.h"

namespace imrec {

// libtiff says "LIBTIFF, Version 4.5.0" and its copyright.
std::string TiffLibraryVersion() {
  const std::string_view text = TIFFGetVersion();
  const std::size_t begin = std::min(text.size(), text.find_first_of("0123456789"));
  return std::string(text.substr(begin, text.find_first_not_of("0123456789.", begin) - begin));
}

}  // namespace imrec

namespace imrec::tiff {
namespace {

// The largest single allocation of libtiff: the tables of blocks, and rows and blocks that it
// decodes. Pixels are limited before, and so are the fields of the directory.
tmsize_t MostMemory(const Directory& directory, std::size_t file_size) {
  const auto pixels = static_cast<std::uint64_t>(directory.size.width) *
                      static_cast<std::uint64_t>(directory.size.height);
  const std::uint64_t most = (std::uint64_t{1} << 20) + 8 * pixels + 8 * file_size;
  return static_cast<tmsize_t>(most);
}

// Reads a field, whose default is that of the TIFF standard.
template <typename Value>
Value Defaulted(TIFF* file, std::uint32_t tag) {
  Value value{};
  TIFFGetFieldDefaulted(file, tag, &value);
  return value;
}

struct OptionsDeleter {
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

template <std::size_t kSize>
void KeepFirst(std::array<char, kSize>& message, const char* format, va_list arguments) {
  if (message[0] == '\0') std::vsnprintf(message.data(), message.size(), format, arguments);
}

}  // namespace

File::File(std::span<const std::byte> encoded, const Directory& directory)
    : directory_(directory), client_{.bytes = encoded}, handle_(nullptr, TIFFClose) {
  const std::unique_ptr<TIFFOpenOptions, OptionsDeleter> options(TIFFOpenOptionsAlloc());
  if (!options) throw Error(ErrorCode::kIo, "libtiff could not be started: out of memory");
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), MostMemory(directory, encoded.size()));
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), OnError, &client_);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), OnWarning, &client_);
  handle_.reset(TIFFClientOpenExt("image", "r", &client_, Read, Write, Seek, Close, Size, Map,
                                  Unmap, options.get()));
  if (!handle_) Fail("libtiff cannot open it");
  RequireSame();
  // libjpeg enlarges chroma and converts YCbCr.
  if (directory.compression == COMPRESSION_JPEG && directory.photometric == Photometric::kYcbcr) {
    TIFFSetField(handle(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  }
  SetBlockSize();
}

// The directory was checked; what libtiff has found must be the same.
void File::RequireSame() const {
  const bool same =
      Defaulted<std::uint32_t>(handle(), TIFFTAG_IMAGEWIDTH) ==
          static_cast<std::uint32_t>(directory_.size.width) &&
      Defaulted<std::uint32_t>(handle(), TIFFTAG_IMAGELENGTH) ==
          static_cast<std::uint32_t>(directory_.size.height) &&
      Defaulted<std::uint16_t>(handle(), TIFFTAG_BITSPERSAMPLE) == directory_.bits &&
      Defaulted<std::uint16_t>(handle(), TIFFTAG_SAMPLESPERPIXEL) == directory_.samples &&
      Defaulted<std::uint16_t>(handle(), TIFFTAG_COMPRESSION) == directory_.compression &&
      (directory_.samples == 1 || (Defaulted<std::uint16_t>(handle(), TIFFTAG_PLANARCONFIG) ==
                                   PLANARCONFIG_SEPARATE) == directory_.separate_planes);
  if (!same) Refuse("a field of its directory is there twice, or damaged");
  if (TIFFIsCODECConfigured(static_cast<std::uint16_t>(directory_.compression)) == 0) {
    throw Error(ErrorCode::kUnsupported, "unsupported TIFF: compression " +
                                             std::to_string(directory_.compression) +
                                             ", for which this libtiff has no decoder");
  }
}

void File::SetBlockSize() {
  auto width = static_cast<std::uint64_t>(directory_.size.width);
  std::uint64_t height = Defaulted<std::uint32_t>(handle(), TIFFTAG_ROWSPERSTRIP);
  if (is_tiled()) {
    width = Defaulted<std::uint32_t>(handle(), TIFFTAG_TILEWIDTH);
    height = Defaulted<std::uint32_t>(handle(), TIFFTAG_TILELENGTH);
  } else {
    height = std::min(height, static_cast<std::uint64_t>(directory_.size.height));
  }
  constexpr std::uint64_t kMost = std::numeric_limits<std::int32_t>::max();
  if (width < 1 || height < 1 || width > kMost || height > kMost) {
    Refuse("strips or tiles of " + std::to_string(width) + "x" + std::to_string(height) +
           " pixels");
  }
  block_size_ = {.width = static_cast<int>(width), .height = static_cast<int>(height)};
  // Small images may have tiles of the usual 256x256 or 512x512 pixels.
  const auto is_sensible = [](std::uint64_t tile, int image) {
    constexpr std::uint64_t kUsualTile = 1024;
    constexpr std::uint64_t kPadding = 256;
    return tile <= std::max(kUsualTile, static_cast<std::uint64_t>(image) + kPadding);
  };
  if (!is_sensible(width, directory_.size.width) || !is_sensible(height, directory_.size.height)) {
    Refuse("tiles of " + std::to_string(width) + "x" + std::to_string(height) +
           " pixels, far more than the image has");
  }
}

std::size_t File::BlockBytes() const {
  const tmsize_t bytes = is_tiled() ? TIFFTileSize(handle()) : TIFFStripSize(handle());
  if (bytes <= 0) Fail("its strips or tiles have no size");
  return static_cast<std::size_t>(bytes);
}

std::uint32_t File::BlockAt(int x, int y, int plane) const {
  const auto sample = static_cast<std::uint16_t>(plane);
  if (is_tiled()) {
    return TIFFComputeTile(handle(), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y),
                           0, sample);
  }
  return TIFFComputeStrip(handle(), static_cast<std::uint32_t>(y), sample);
}

void File::ReadBlock(std::uint32_t block, int rows, std::span<std::byte> memory) {
  client_.error[0] = '\0';
  client_.warning[0] = '\0';
  if (directory_.compression == COMPRESSION_ZSTD) CheckZstdWindow(block);
  const tmsize_t wanted = is_tiled() ? static_cast<tmsize_t>(memory.size())
                                     : TIFFVStripSize(handle(), static_cast<std::uint32_t>(rows));
  if (wanted <= 0 || static_cast<std::size_t>(wanted) > memory.size()) {
    Fail("its strips have no size");
  }
  const tmsize_t read = is_tiled() ? TIFFReadEncodedTile(handle(), block, memory.data(), wanted)
                                   : TIFFReadEncodedStrip(handle(), block, memory.data(), wanted);
  if (read < wanted) Fail("its pixels are truncated");
  // libtiff guesses what it cannot decode, and warns. Old files have another order of LZW bits.
  const std::string_view warning = client_.warning.data();
  if (warning.empty() || warning.starts_with("Old-style LZW")) return;
  Refuse(std::string(warning));
}

// A Zstandard decoder allocates as much as its window, which the first bytes say; libtiff does not
// limit it.
void File::CheckZstdWindow(std::uint32_t block) const {
  const std::uint64_t offset = TIFFGetStrileOffset(handle(), block);
  constexpr std::size_t kMagic = 4;
  if (offset > client_.bytes.size() || client_.bytes.size() - offset < kMagic + 2) {
    Refuse("its pixels are truncated");
  }
  const auto at = [&](std::size_t i) {
    return std::to_integer<std::uint32_t>(client_.bytes[offset + i]);
  };
  const bool is_frame = at(0) == 0x28 && at(1) == 0xB5 && at(2) == 0x2F && at(3) == 0xFD;
  if (!is_frame) Refuse("its Zstandard data is damaged");
  const std::uint32_t descriptor = at(kMagic);
  constexpr std::uint32_t kSingleSegment = 0x20;  // the window is the contents
  if ((descriptor & kSingleSegment) != 0) {
    // After the number of a dictionary, if any, the size of the contents.
    constexpr std::array<std::size_t, 4> kDictionary = {0, 1, 2, 4};
    const std::size_t start = kMagic + 1 + kDictionary[descriptor & 3];
    const std::size_t size = std::size_t{1} << (descriptor >> 6);
    if (client_.bytes.size() - offset < start + size) Refuse("its pixels are truncated");
    std::uint64_t contents = 0;
    for (std::size_t i = size; i-- > 0;) contents = contents << 8 | at(start + i);
    if (contents > BlockBytes()) Refuse("its Zstandard data is larger than a strip or tile");
    return;
  }
  constexpr std::uint32_t kMostExponent = 13;  // 2^(10 + 13) = 8 MiB, as up to level 19
  if (at(kMagic + 1) >> 3 > kMostExponent) {
    throw Error(ErrorCode::kUnsupported,
                "unsupported TIFF: its Zstandard window is larger than 8 MiB, as of levels 20..22");
  }
}

void File::Fail(const char* otherwise) const {
  Refuse(client_.error[0] != '\0' ? client_.error.data() : otherwise);
}

tmsize_t File::Read(thandle_t client, void* to, tmsize_t size) {
  auto& self = *static_cast<Client*>(client);
  if (size <= 0 || self.at >= self.bytes.size()) return 0;
  const std::size_t count = std::min(static_cast<std::size_t>(size),
                                     self.bytes.size() - static_cast<std::size_t>(self.at));
  std::memcpy(to, self.bytes.data() + self.at, count);
  self.at += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t File::Write(thandle_t /*client*/, void* /*from*/, tmsize_t /*size*/) { return 0; }

toff_t File::Seek(thandle_t client, toff_t offset, int whence) {
  auto& self = *static_cast<Client*>(client);
  const std::uint64_t base = whence == SEEK_CUR   ? self.at
                             : whence == SEEK_END ? self.bytes.size()
                                                  : 0;
  self.at = base + offset;  // libtiff passes negative offsets as large ones
  return self.at;
}

int File::Close(thandle_t /*client*/) { return 0; }

toff_t File::Size(thandle_t client) { return static_cast<Client*>(client)->bytes.size(); }

// libtiff reads from the mapped bytes and does not write to them.
int File::Map(thandle_t client, void** base, toff_t* size) {
  const auto& self = *static_cast<Client*>(client);
  *base = const_cast<std::byte*>(self.bytes.data());
  *size = self.bytes.size();
  return 1;
}

void File::Unmap(thandle_t /*client*/, void* /*base*/, toff_t /*size*/) {}

// Results other than 0 keep messages from the handlers of the process.
int File::OnError(TIFF* /*file*/, void* client, const char* /*module*/, const char* format,
                  va_list arguments) {
  KeepFirst(static_cast<Client*>(client)->error, format, arguments);
  return 1;
}

int File::OnWarning(TIFF* /*file*/, void* client, const char* /*module*/, const char* format,
                    va_list arguments) {
  KeepFirst(static_cast<Client*>(client)->warning, format, arguments);
  return 1;
}

}  // namespace imrec::tiff
