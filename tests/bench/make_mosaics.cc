// Large photographs from small ones: tiles of JPEGs, as many as fill the size.
// Usage: make_mosaics FOLDER OUT COUNT WIDTH HEIGHT QUALITY
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include <imrec/image_codec.h>

namespace {

std::vector<std::byte> ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<std::byte> bytes(std::filesystem::file_size(path));
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) {
    std::fputs("usage: make_mosaics FOLDER OUT COUNT WIDTH HEIGHT QUALITY\n", stderr);
    return 2;
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  const std::filesystem::path folder = argv[2];
  std::filesystem::create_directories(folder);
  const imrec::ImageSize size = {.width = std::atoi(argv[4]), .height = std::atoi(argv[5])};
  imrec::AnyImageDecoder decoder;
  imrec::Image tile;
  std::vector<std::byte> encoded;
  std::size_t next = 0;
  for (int i = 0; i < std::atoi(argv[3]); ++i) {
    imrec::Image mosaic(size, 3);
    for (int y = 0, height = 0; y < size.height; y += height) {
      for (int x = 0; x < size.width; x += tile.width()) {
        decoder.Decode(ReadFile(files[next++ % files.size()]), imrec::ColorMode::kRgb, tile);
        height = tile.height();
        const imrec::ImageSize part = {.width = std::min(tile.width(), size.width - x),
                                       .height = std::min(tile.height(), size.height - y)};
        imrec::CopyPixels(static_cast<const imrec::Image&>(tile).view().Sub(0, 0, part),
                          mosaic.view().Sub(x, y, part));
      }
    }
    imrec::EncodeImage(mosaic.view(), ".jpg", std::atoi(argv[6]), encoded);
    std::ofstream out(folder / (std::to_string(i) + ".jpg"), std::ios::binary);
    out.write(reinterpret_cast<const char*>(encoded.data()),
              static_cast<std::streamsize>(encoded.size()));
  }
  return 0;
}
