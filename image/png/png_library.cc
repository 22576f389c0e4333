#include "image/png/png_library.h"

#include <cstring>
#include <string_view>

#include "image/internal/codec_versions.h"

namespace imrec {

std::string PngLibraryVersion() { return png_get_libpng_ver(nullptr); }

}  // namespace imrec

namespace imrec::png {
namespace {

template <std::size_t kSize>
void Keep(png_const_charp text, std::array<char, kSize>& message) {
  std::strncpy(message.data(), text, message.size() - 1);
}

// Returns true for tRNS, the only ancillary chunk that affects pixels, and for names that differ
// from it in one byte. The checksum covers the name, so one byte of the name may be the damage.
bool MayBeTransparency(png_uint_32 type) {
  constexpr png_uint_32 kTransparency = 0x74524E53;  // "tRNS"
  int differing = 0;
  for (png_uint_32 bits = type ^ kTransparency; bits != 0; bits >>= 8) {
    if ((bits & 0xFF) != 0) ++differing;
  }
  return differing <= 1;
}

// Pixels may be wrong if a critical chunk is. Some versions of libpng only warn about the checksum
// of IEND, or of a palette that the pixels do not use.
bool IsCritical(png_uint_32 type) {
  constexpr png_uint_32 kAncillary = 0x20000000;  // the first letter is lower case
  return (type & kAncillary) == 0;
}

}  // namespace

void OnError(png_structp png, png_const_charp text) {
  Keep(text, static_cast<Messages*>(png_get_error_ptr(png))->error);
  png_longjmp(png, 1);
}

void OnWarning(png_structp png, png_const_charp text) {
  if (std::string_view(text).ends_with("CRC error")) {
    const png_uint_32 chunk = png_get_io_chunk_type(png);
    // Without tRNS, which libpng would ignore, transparent pixels are opaque.
    if (MayBeTransparency(chunk) || IsCritical(chunk)) png_error(png, text);
  }
  auto& messages = *static_cast<Messages*>(png_get_error_ptr(png));
  if (messages.warning[0] == '\0') Keep(text, messages.warning);
}

void ThrowCorrupt(const Messages& messages) {
  const std::string_view text = messages.error.data();
  if (text == "Out of memory" || text == "out of memory") {
    throw Error(ErrorCode::kIo, "libpng is out of memory");
  }
  throw Error(ErrorCode::kCorruptData, "corrupt PNG: " + std::string(messages.error.data()));
}

}  // namespace imrec::png
