#include "tests/support/forged_images.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/support/files.h"

namespace imrec::test {
namespace {

// The lowest `count` bytes of a number, the highest first.
std::string BigEndian(std::uint32_t number, int count) {
  std::string text;
  for (int i = count - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i) & 0xFF);
  return text;
}

// A JPEG marker with its segment.
std::string Segment(char marker, const std::string& body) {
  return std::string("\xFF") + marker + BigEndian(static_cast<std::uint32_t>(body.size() + 2), 2) +
         body;
}

// A Huffman table of one code: the bit 0 for the symbol 0.
std::string OneCode(char class_and_number) {
  return std::string(1, class_and_number) + '\1' + std::string(15, '\0') + '\0';
}

std::uint32_t Crc(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    crc ^= static_cast<std::uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

std::string Chunk(const std::string& name, const std::string& body) {
  return BigEndian(static_cast<std::uint32_t>(body.size()), 4) + name + body +
         BigEndian(Crc(name + body), 4);
}

}  // namespace

std::vector<std::byte> MakeFlatJpeg(const FlatJpeg& jpeg) {
  const auto components = static_cast<char>(jpeg.components);
  std::string frame = '\x08' + BigEndian(static_cast<std::uint32_t>(jpeg.size.height), 2) +
                      BigEndian(static_cast<std::uint32_t>(jpeg.size.width), 2) + components;
  std::string scan(1, components);
  for (char id = 1; id <= components; ++id) {
    frame += std::string{id, '\x11', '\0'};
    scan += std::string{id, '\0'};
  }
  scan += jpeg.progressive ? std::string(3, '\0') : std::string{'\0', '\x3F', '\0'};
  std::string text = "\xFF\xD8";
  text += Segment('\xDB', '\0' + std::string(64, '\1'));
  text += Segment(jpeg.progressive ? '\xC2' : '\xC0', frame);
  text += Segment('\xC4', OneCode('\0'));
  text += Segment('\xC4', OneCode('\x10'));
  if (jpeg.restart_interval > 0) {
    text += Segment('\xDD', BigEndian(static_cast<std::uint32_t>(jpeg.restart_interval), 2));
  }
  text += Segment('\xDA', scan);
  return Bytes(text + std::string(jpeg.entropy_bytes, '\0') + "\xFF\xD9");
}

std::size_t FlatEntropyBytes(const FlatJpeg& jpeg) {
  const auto across = static_cast<std::size_t>(jpeg.size.width + 7) / 8;
  const auto down = static_cast<std::size_t>(jpeg.size.height + 7) / 8;
  const std::size_t blocks = across * down * static_cast<std::size_t>(jpeg.components);
  return (blocks * (jpeg.progressive ? 1 : 2) + 7) / 8;
}

std::vector<std::byte> MakePngBomb(ImageSize size, bool interlaced) {
  const std::string header = BigEndian(static_cast<std::uint32_t>(size.width), 4) +
                             BigEndian(static_cast<std::uint32_t>(size.height), 4) +
                             std::string{'\x08', '\x02', '\0', '\0', interlaced ? '\1' : '\0'};
  // Deflate's stored block of 16 zeros, after zlib's two bytes.
  const std::string pixels = std::string("\x78\x01\x00\x10\x00\xEF\xFF", 7) + std::string(16, '\0');
  return Bytes("\x89PNG\r\n\x1A\n" + Chunk("IHDR", header) + Chunk("IDAT", pixels) +
               Chunk("IEND", ""));
}

std::vector<std::byte> MakeRawBomb(ImageSize size) {
  const auto little_endian = [](int number) {
    const std::string big = BigEndian(static_cast<std::uint32_t>(number), 4);
    return std::string(big.rbegin(), big.rend());
  };
  return Bytes("IMRECRAW" + little_endian(1) + little_endian(3) + little_endian(size.width) +
               little_endian(size.height) + std::string(495, '\x55'));
}

}  // namespace imrec::test
