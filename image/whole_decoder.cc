#include "image/whole_decoder.h"
#include "image/internal/image_checks.h"
#include "image/internal/large_memory.h"

#include <imrec/error.h>

namespace imrec {

ImageInfo WholeDecoder::ReadInfo(std::span<const std::byte> encoded) {
  encoded_ = {};
  note_.clear();
  return ReadHeader(encoded);
}

ImageInfo WholeDecoder::Open(std::span<const std::byte> encoded) {
  encoded_ = {};
  note_.clear();
  info_ = ReadHeader(encoded);
  RequireWithin(limits_, info_.size);
  CheckFile(encoded);
  encoded_ = encoded;
  return info_;
}

void WholeDecoder::Decode(ColorMode mode, Image& image) {
  note_.clear();
  if (encoded_.empty()) throw Error(ErrorCode::kInvalidArgument, "no image is open");
  const int wanted = mode == ColorMode::kRgb ? 3 : mode == ColorMode::kGrey ? 1 : info_.channels;
  const int given = ChannelsFor(wanted, info_.channels);
  const FreedIfLarge free_stored(stored_);
  Image& target = given == wanted ? image : stored_;
  target.Resize(info_.size, given);
  ReadPixels(encoded_, target.view(), note_);
  if (given != wanted) ConvertChannels(stored_.view(), wanted, image);
}

}  // namespace imrec
