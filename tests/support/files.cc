#include "tests/support/files.h"

#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): it declares mkdtemp()

#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <imrec/image_codec.h>

namespace imrec::test {

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "imrec-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
  path_ = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::byte> Bytes(std::string_view text) {
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

std::string Text(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void WriteFile(const std::filesystem::path& path, std::string_view contents) {
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

void WriteFile(const std::filesystem::path& path, const std::vector<std::byte>& contents) {
  WriteFile(path, Text(contents));
}

std::string ReadText(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  if (file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  return std::move(text).str();
}

std::vector<std::byte> ReadBytes(const std::filesystem::path& path) {
  return Bytes(ReadText(path));
}

Image MakePicture(ImageSize size, int channels, int variant) {
  Image image(size, channels);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      for (int c = 0; c < channels; ++c) {
        const double wave = std::sin(0.07 * x * (c + 1) + variant) + std::cos(0.05 * y + c);
        const double edge = x > (size.width * (variant % 3 + 1)) / 5 ? 40.0 : 0.0;
        image.view().pixel(x, y)[static_cast<std::size_t>(c)] =
            static_cast<std::uint8_t>(100 + 45 * wave + edge);
      }
    }
  }
  return image;
}

std::vector<std::byte> MakeJpeg(ImageSize size, int variant, int quality) {
  std::vector<std::byte> encoded;
  EncodeImage(MakePicture(size, 3, variant).view(), ".jpg", quality, encoded);
  return encoded;
}

std::vector<std::byte> MakeRotatedJpeg(ImageSize size, int orientation) {
  std::string exif("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 24);
  exif += static_cast<char>(orientation);
  exif += std::string(7, '\0');
  std::string jpeg = Text(MakeJpeg(size));
  jpeg.insert(2, std::string("\xff\xe1\0", 3) + static_cast<char>(exif.size() + 2) + exif);
  return Bytes(jpeg);
}

}  // namespace imrec::test
