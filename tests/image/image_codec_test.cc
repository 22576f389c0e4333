#include <imrec/error.h>
#include <imrec/image_codec.h>

#include <gtest/gtest.h>

#include "tests/image/pictures.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using test::Bytes;

std::string_view NameOf(const ImageCodec* codec) { return codec == nullptr ? "" : codec->name; }

TEST(ImageCodec, DetectsBySignature) {
  EXPECT_EQ(NameOf(DetectImageCodec(Bytes("\xff\xd8\xff\xe0rest"))), "jpeg");
  EXPECT_EQ(NameOf(DetectImageCodec(Bytes("\x89PNG\r\n\x1a\nrest"))), "png");
  for (const std::string_view other :
       {"", "\xff\xd8", "\x89PNG\r\n\x1a", "GIF89a", "RIFF", "RIFF\1\1\1\1WAVE", "P8 1 1 255 ",
        "P6text", "PF 1 1", "II", "MM*", "BMW is the name of a car"}) {
    EXPECT_EQ(DetectImageCodec(Bytes(other)), nullptr) << other;
  }
}

TEST(ImageCodec, FindsByExtension) {
  for (const std::string_view extension : {".jpg", ".JPG", ".jpeg", ".JpEg", ".jpe"}) {
    EXPECT_EQ(NameOf(ImageCodecForExtension(extension)), "jpeg") << extension;
  }
  EXPECT_EQ(NameOf(ImageCodecForExtension(".PNG")), "png");
  for (const std::string_view other : {"", ".", "jpg", ".gif", ".jpg ", ".jp"}) {
    EXPECT_EQ(ImageCodecForExtension(other), nullptr) << other;
  }
}

TEST(ImageCodec, EveryCodecReadsWhatItWrites) {
  const Image picture = test::MakePicture({.width = 33, .height = 17});
  for (const ImageCodec* codec : ImageCodecs()) {
    EXPECT_EQ(CanEncodeImage(codec->extensions[0]), codec->make_encoder != nullptr);
    if (codec->make_encoder == nullptr) continue;
    std::vector<std::byte> encoded;
    codec->make_encoder()->Encode(picture.view(), 9, encoded);
    EXPECT_EQ(DetectImageCodec(encoded), codec);
    for (const std::string_view extension : codec->extensions) {
      EXPECT_EQ(ImageCodecForExtension(extension), codec);
    }
    EXPECT_EQ(codec->make_decoder({})->ReadInfo(encoded).size, picture.size());
  }
}

TEST(ImageCodec, ImagesWithoutPixelsAreNotWritten) {
  for (const ImageCodec* codec : ImageCodecs()) {
    if (codec->make_encoder == nullptr) continue;
    std::vector<std::byte> encoded;
    try {
      codec->make_encoder()->Encode(Image({}, 3).view(), 9, encoded);
      ADD_FAILURE() << codec->name;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument) << codec->name;
    }
  }
}

TEST(ImageCodec, NothingIsDecodedUnlessAFileIsOpen) {
  const Image picture = test::MakePicture({.width = 33, .height = 17});
  for (const ImageCodec* codec : ImageCodecs()) {
    const auto decoder = codec->make_decoder({});
    Image image;
    EXPECT_THROW(decoder->Decode(ColorMode::kRgb, image), Error) << codec->name;
  }
}

TEST(AnyImageDecoder, ReadsFormatsInTurn) {
  const Image picture = test::MakePicture({.width = 33, .height = 17});
  std::vector<std::byte> jpeg;
  std::vector<std::byte> png;
  EncodeImage(picture.view(), ".jpg", 95, jpeg);
  EncodeImage(picture.view(), ".PNG", 1, png);
  AnyImageDecoder decoder;
  Image image;
  for (int round = 0; round < 2; ++round) {
    decoder.Decode(jpeg, ColorMode::kRgb, image);
    EXPECT_EQ(image.size(), picture.size());
    decoder.Decode(png, ColorMode::kRgb, image);
    EXPECT_EQ(test::MaxDifference(image.view(), picture.view()), 0);
    EXPECT_EQ(decoder.ReadInfo(jpeg).size, picture.size());
    EXPECT_THROW(decoder.Decode(std::span(png).first(60), ColorMode::kRgb, image), Error);
  }
}

TEST(AnyImageDecoder, UnknownFormatsAreNamedAsSuch) {
  AnyImageDecoder decoder;
  const auto code_of = [&](std::string_view text) {
    try {
      decoder.ReadInfo(Bytes(text));
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::kIo;
  };
  EXPECT_EQ(code_of("GIF89a"), ErrorCode::kUnsupported);
  EXPECT_EQ(code_of(""), ErrorCode::kCorruptData);
}

TEST(EncodeImage, UnknownExtensionIsAnError) {
  std::vector<std::byte> encoded;
  EXPECT_THROW(EncodeImage(Image({2, 2}, 3).view(), ".gif", 5, encoded), Error);
  // Formats that are only read are no different.
  EXPECT_THROW(EncodeImage(Image({2, 2}, 3).view(), ".bmp", 5, encoded), Error);
  EXPECT_FALSE(CanEncodeImage(".bmp"));
  EXPECT_FALSE(CanEncodeImage(".gif"));
  EXPECT_TRUE(CanEncodeImage(".JPG"));
}

TEST(AnyImageEncoder, WritesAfterAnyImageAndErrorWhatItWritesFirst) {
  AnyImageEncoder encoder;
  std::vector<std::byte> reused;
  for (const char* extension : {".jpg", ".png", ".raw", ".jpg", ".raw", ".png"}) {
    for (const int channels : {3, 1, 4, 3}) {
      const Image picture = test::MakePicture({.width = 30 + 7 * channels, .height = 21}, channels);
      const int quality = channels == 1 ? 9 : 5;
      std::vector<std::byte> fresh;
      EncodeImage(picture.view(), extension, quality, fresh);
      encoder.Encode(picture.view(), extension, quality, reused);
      EXPECT_EQ(reused, fresh) << extension << ", " << channels << " channels";
      if (std::string_view(extension) == ".raw") continue;
      EXPECT_THROW(encoder.Encode(picture.view(), extension, 1000, reused), Error);
    }
  }
}

}  // namespace
}  // namespace imrec
