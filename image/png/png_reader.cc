#include "image/png/png_reader.h"

#include <array>
#include <cstring>
#include <span>

#include "image/exif.h"
#include "image/internal/image_checks.h"

namespace imrec::png {
namespace {

constexpr std::array<png_byte, 5> kExifChunk = {'e', 'X', 'I', 'f', 0};

}  // namespace

void Reader::ReadFromSource(png_structp png, png_bytep out, std::size_t count) {
  auto* source = static_cast<Source*>(png_get_io_ptr(png));
  if (source->rest.size() < count) {
    source->ended = true;
    png_error(png, "the file is truncated");
  }
  std::memcpy(out, source->rest.data(), count);
  source->rest = source->rest.subspan(count);
}

Reader::Reader(std::span<const std::byte> encoded)
    : size_(encoded.size()),
      source_{encoded},
      state_(png_create_read_struct(PNG_LIBPNG_VER_STRING, &messages_, OnError, OnWarning)) {
  Guarded(state_.png, messages_, [&] {
    png_set_read_fn(state_.png, &source_, ReadFromSource);
    // CheckSize() checks the size, against limits that the user chose.
    png_set_user_limits(state_.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_crc_action(state_.png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
    // Ignore all chunks but pixels, transparency and EXIF. Texts and colour profiles could expand
    // from a few bytes to a large size.
    png_set_keep_unknown_chunks(state_.png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_set_keep_unknown_chunks(state_.png, PNG_HANDLE_CHUNK_AS_DEFAULT, kExifChunk.data(), 1);
  });
}

// Returns the orientation in an EXIF chunk before the pixels, or 1. One after them is not used,
// because the start of a file must tell the same as the whole.
int Reader::Orientation() const {
  png_uint_32 size = 0;
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(state_.png, state_.info, &size, &exif) == 0 || exif == nullptr) return 1;
  return ParseExifBlockOrientation(std::as_bytes(std::span(exif, size))).value_or(1);
}

ImageInfo Reader::ReadHeader() {
  Guarded(state_.png, messages_, [&] { png_read_info(state_.png, state_.info); });
  const int type = png_get_color_type(state_.png, state_.info);
  const bool alpha = (type & PNG_COLOR_MASK_ALPHA) != 0 ||
                     png_get_valid(state_.png, state_.info, PNG_INFO_tRNS) != 0;
  const bool colour = (type & PNG_COLOR_MASK_COLOR) != 0;
  return {.size = {static_cast<int>(png_get_image_width(state_.png, state_.info)),
                   static_cast<int>(png_get_image_height(state_.png, state_.info))},
          .channels = alpha    ? 4
                      : colour ? 3
                               : 1,
          .orientation = Orientation()};
}

void Reader::CheckSize(ImageSize size, const ImageLimits& limits) const {
  RequireWithin(limits, size);
  const std::int64_t fewest = FewestBytes();
  if (static_cast<std::int64_t>(size_) >= fewest) return;
  throw Error(ErrorCode::kCorruptData,
              "corrupt PNG: too short for " + std::to_string(size.width) + "x" +
                  std::to_string(size.height) + " pixels, which take at least " +
                  std::to_string(fewest) + " bytes; the file has " + std::to_string(size_));
}

std::string Reader::ReadPixels(const ImageInfo& header, Image& image) {
  image.Resize(header.size, header.channels);
  const MutableImageView target = image.view();
  if (!Completes(state_.png, [&] { ReadRows(target); }) && !(source_.ended && HasAllRows())) {
    ThrowCorrupt(messages_);
  }
  const bool ended =
      source_.ended || !Completes(state_.png, [&] { png_read_end(state_.png, nullptr); });
  if (source_.ended) return "the end chunk (IEND) is missing";
  if (ended) return "after the pixels: " + std::string(messages_.error.data());
  return messages_.warning.data();
}

// Returns the minimum size of the compressed pixels. Deflate expands a byte to at most 1032 bytes,
// because a match of 258 bytes takes at least two bits.
std::int64_t Reader::FewestBytes() const {
  constexpr std::int64_t kMostFromOne = 1032;
  const std::int64_t bits = std::int64_t{png_get_bit_depth(state_.png, state_.info)} *
                            png_get_channels(state_.png, state_.info);
  const std::int64_t width = png_get_image_width(state_.png, state_.info);
  const std::int64_t height = png_get_image_height(state_.png, state_.info);
  // An interlaced image is stored as seven smaller ones with the same total number of pixels. Their
  // filter bytes are ignored here.
  const bool interlaced = png_get_interlace_type(state_.png, state_.info) != PNG_INTERLACE_NONE;
  const std::int64_t bytes =
      interlaced ? (width * height * bits + 7) / 8 : height * (1 + (width * bits + 7) / 8);
  return (bytes + kMostFromOne - 1) / kMostFromOne;
}

void Reader::ReadRows(MutableImageView target) {
  png_set_expand(state_.png);
  png_set_strip_16(state_.png);  // as OpenCV
  if (target.channels() != 1) png_set_gray_to_rgb(state_.png);
  const int passes = png_set_interlace_handling(state_.png);
  png_read_update_info(state_.png, state_.info);
  if (png_get_rowbytes(state_.png, state_.info) != target.row(0).size()) {
    png_error(state_.png, "unexpected row size");
  }
  // As png_read_image(), which needs a pointer for each row of an image that may have millions.
  for (int pass = 0; pass < passes; ++pass) {
    for (int y = 0; y < target.height(); ++y) {
      png_read_row(state_.png, target.row(y).data(), nullptr);
    }
  }
}

// Returns true if all rows have been read. libpng may fail after that, when it looks for the end of
// the compressed data.
bool Reader::HasAllRows() const {
  constexpr int kPasses = 7;  // of interlaced images
  return png_get_current_pass_number(state_.png) >= kPasses ||
         png_get_current_row_number(state_.png) >= png_get_image_height(state_.png, state_.info);
}

}  // namespace imrec::png
