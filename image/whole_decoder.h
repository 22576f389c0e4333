// What is common to decoders that always decode the whole image.
#ifndef IMREC_IMAGE_WHOLE_DECODER_H_
#define IMREC_IMAGE_WHOLE_DECODER_H_

#include <cstddef>
#include <span>
#include <string>

#include <imrec/image_codec.h>

namespace imrec {

/// Holds the open file, checks the limits and converts channels. A format implements the private
/// functions.
class WholeDecoder : public ImageDecoder {
 public:
  explicit WholeDecoder(const ImageLimits& limits) : limits_(limits) {}

  ImageInfo ReadInfo(std::span<const std::byte> encoded) final;
  ImageInfo Open(std::span<const std::byte> encoded) final;
  using ImageDecoder::Decode;
  void Decode(ColorMode mode, Image& image) final;
  const std::string& note() const final { return note_; }

 protected:
  const ImageLimits& limits() const { return limits_; }

 private:
  /// Reads the header of `encoded`, which may be the start of a file.
  virtual ImageInfo ReadHeader(std::span<const std::byte> encoded) = 0;

  /// Throws Error(kCorruptData) if the file is too short for its pixels. Called after ReadHeader(),
  /// for an image within the limits.
  virtual void CheckFile(std::span<const std::byte> encoded) = 0;

  /// Returns the number of channels that ReadPixels() gives if `wanted` are best. `stored` is that
  /// of the header.
  virtual int ChannelsFor(int /*wanted*/, int stored) const { return stored; }

  /// Sets the pixels of `image`, which has the size of the header and ChannelsFor() channels.
  /// `encoded` is the file of the last ReadHeader(). May set `note`, see ImageDecoder::note().
  virtual void ReadPixels(std::span<const std::byte> encoded, MutableImageView image,
                          std::string& note) = 0;

  const ImageLimits limits_;
  std::span<const std::byte> encoded_;  // the open file
  ImageInfo info_;                      // of the open file
  Image stored_;
  std::string note_;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_WHOLE_DECODER_H_
