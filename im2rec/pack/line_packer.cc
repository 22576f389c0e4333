#include "im2rec/pack/line_packer.h"

#include <exception>
#include <new>
#include <span>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/image_record.h>

#include "im2rec/pack/frame_mismatch.h"

namespace imrec {
namespace {

// Files are read by their content, so this is only counted.
bool IsMisnamed(const std::filesystem::path& path, std::span<const std::byte> contents) {
  const ImageCodec* named = ImageCodecForExtension(path.extension().native());
  const ImageCodec* found = DetectImageCodec(contents);
  return named != nullptr && found != nullptr && named != found;
}

}  // namespace

PackedLine LinePacker::Pack(const ListEntry& entry) noexcept {
  PackedLine line{.index = entry.index, .payload = {}, .failure = {}};
  try {
    if (const std::string* reason = memory_.Find(entry.line)) {
      line.failure = *reason;
      return line;
    }
    const std::filesystem::path path = root_ / entry.path;
    files_.Read(path, contents_);
    line.misnamed = IsMisnamed(path, contents_);
    const std::span<const std::byte> image = transform_.Apply(contents_, entry.index);
    line.kept_bytes = image.data() == contents_.data();
    line.image = transform_.size();
    line.in_other_frame =
        transform_.in_other_frame() && labels_ == LabelPacking::kPacked && HasBoxes(entry.labels);
    BuildImageRecord(entry.index, entry.labels, labels_, image, line.payload);
  } catch (const Error& error) {
    line.failure = error.reason();
  } catch (const std::bad_alloc&) {
    line.failure = "there is not enough memory for this image";
  } catch (const std::exception& error) {
    line.failure = error.what();
  }
  return line;
}

}  // namespace imrec
