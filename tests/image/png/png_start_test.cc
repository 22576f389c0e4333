// A libpng that cannot be started: this program's functions replace those of libpng.
#include <dlfcn.h>
#include <png.h>

#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "image/png/png_codec.h"
#include "tests/support/files.h"

namespace {

enum class Failing { kNothing, kReader, kWriter, kInfo };
Failing failing = Failing::kNothing;

template <typename Function>
Function* Original(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" png_structp png_create_read_struct(png_const_charp version, png_voidp error,
                                              png_error_ptr on_error, png_error_ptr on_warning) {
  if (failing == Failing::kReader) return nullptr;
  return Original<decltype(png_create_read_struct)>("png_create_read_struct")(version, error,
                                                                              on_error, on_warning);
}

extern "C" png_structp png_create_write_struct(png_const_charp version, png_voidp error,
                                               png_error_ptr on_error, png_error_ptr on_warning) {
  if (failing == Failing::kWriter) return nullptr;
  return Original<decltype(png_create_write_struct)>("png_create_write_struct")(
      version, error, on_error, on_warning);
}

extern "C" png_infop png_create_info_struct(png_const_structrp png) {
  if (failing == Failing::kInfo) return nullptr;
  return Original<decltype(png_create_info_struct)>("png_create_info_struct")(png);
}

namespace imrec {
namespace {

// The reason why `work` fails while libpng does.
template <typename Function>
std::string Problem(Failing what, const Function& work) {
  failing = what;
  std::string problem;
  try {
    work();
  } catch (const Error& error) {
    problem = error.what();
  }
  failing = Failing::kNothing;
  return problem;
}

TEST(PngStart, FailingIsAnError) {
  const Image picture = test::MakePicture({.width = 9, .height = 7});
  std::vector<std::byte> encoded;
  Image image;
  const auto encode = [&] { kPngCodec.make_encoder()->Encode(picture.view(), 1, encoded); };
  const auto decode = [&] {
    kPngCodec.make_decoder({})->Decode(encoded, ColorMode::kAsStored, image);
  };
  const auto starting = testing::HasSubstr("libpng could not be started");
  EXPECT_THAT(Problem(Failing::kWriter, encode), starting);
  EXPECT_THAT(Problem(Failing::kInfo, encode), starting);
  EXPECT_EQ(Problem(Failing::kNothing, encode), "");
  EXPECT_THAT(Problem(Failing::kReader, decode), starting);
  EXPECT_THAT(Problem(Failing::kInfo, decode), starting);
  EXPECT_EQ(Problem(Failing::kNothing, decode), "");
  EXPECT_EQ(image.size(), picture.size());
}

}  // namespace
}  // namespace imrec
