#include "image/pnm/pnm_header.h"

#include <algorithm>
#include <limits>
#include <string>

#include <imrec/error.h>

namespace imrec::pnm {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r';
}

[[noreturn]] void Refuse(const std::string& problem) {
  throw Error(ErrorCode::kCorruptData, "corrupt PNM: " + problem);
}

[[noreturn]] void FailTruncated() { Refuse("its header is truncated"); }

std::uint32_t ReadField(Scanner& scanner, const char* name) {
  if (!scanner.SkipSpace()) FailTruncated();
  const std::optional<std::uint32_t> number = scanner.Number();
  if (!number) Refuse(std::string("its ") + name + " is not a number");
  return *number;
}

int CheckedSide(std::uint32_t side, const char* name) {
  if (side < 1 || side > static_cast<std::uint32_t>(std::numeric_limits<std::int32_t>::max())) {
    Refuse(std::string("its ") + name + " is " + std::to_string(side) + ", expected 1..2^31-1");
  }
  return static_cast<int>(side);
}

int CheckedMaxval(std::uint32_t maxval) {
  if (maxval < 1 || maxval > 65535) {
    Refuse("its maxval is " + std::to_string(maxval) + ", expected 1..65535");
  }
  return static_cast<int>(maxval);
}

// The pixels follow one character of white space. Some programs write CR LF, of which CR is that
// character; LF belongs to it if the file would otherwise be one byte too long.
std::size_t PixelOffset(std::span<const std::byte> encoded, Scanner& scanner,
                        const Header& header) {
  const std::optional<char> space = scanner.Next();
  if (!space) FailTruncated();
  if (!IsSpace(*space)) Refuse("no white space before its pixels");
  const std::size_t at = scanner.at();
  const bool line_feed = *space == '\r' && at < encoded.size() && encoded[at] == std::byte{'\n'};
  const bool plain = header.coding == Coding::kPlain || header.coding == Coding::kPlainBits;
  if (line_feed && !plain && encoded.size() - at == header.FewestBytes() + 1) return at + 1;
  return at;
}

Header ReadPbmPgmPpm(char kind, std::span<const std::byte> encoded) {
  Scanner scanner(encoded, 2);
  Header header;
  header.size.width = CheckedSide(ReadField(scanner, "width"), "width");
  header.size.height = CheckedSide(ReadField(scanner, "height"), "height");
  header.one_is_black = kind == '1' || kind == '4';
  header.samples = kind == '3' || kind == '6' ? 3 : 1;
  header.coding = kind == '1'   ? Coding::kPlainBits
                  : kind == '4' ? Coding::kBits
                  : kind <= '3' ? Coding::kPlain
                                : Coding::kBytes;
  if (!header.one_is_black) header.maxval = CheckedMaxval(ReadField(scanner, "maxval"));
  header.pixel_offset = PixelOffset(encoded, scanner, header);
  return header;
}

std::string ReadWord(Scanner& scanner) {
  if (!scanner.SkipSpace()) FailTruncated();
  std::string word;
  while (true) {
    const std::optional<char> c = scanner.Next();
    if (!c) FailTruncated();
    if (IsSpace(*c)) return word;
    constexpr std::size_t kLongest = 256;
    if (word.size() == kLongest) Refuse("a word of its header is too long");
    word += *c;
  }
}

// A PAM's header consists of lines: a name and a value, the last is ENDHDR.
Header ReadPam(std::span<const std::byte> encoded) {
  Scanner scanner(encoded, 2);
  Header header;
  std::uint32_t depth = 0;
  std::uint32_t maxval = 0;
  while (true) {
    const std::string name = ReadWord(scanner);
    if (name == "ENDHDR") break;
    if (name == "WIDTH") {
      header.size.width = CheckedSide(ReadField(scanner, "width"), "width");
    } else if (name == "HEIGHT") {
      header.size.height = CheckedSide(ReadField(scanner, "height"), "height");
    } else if (name == "DEPTH") {
      depth = ReadField(scanner, "depth");
    } else if (name == "MAXVAL") {
      maxval = ReadField(scanner, "maxval");
    } else if (name == "TUPLTYPE") {
      ReadWord(scanner);
    } else {
      Refuse("an unknown word in its header");
    }
  }
  if (header.size.width == 0 || header.size.height == 0) Refuse("its header has no size");
  if (depth < 1 || depth > 4) {
    throw Error(ErrorCode::kUnsupported, "unsupported PNM: a PAM with " + std::to_string(depth) +
                                             " samples per pixel, expected 1..4");
  }
  header.samples = static_cast<int>(depth);
  header.maxval = CheckedMaxval(maxval);
  header.pixel_offset = scanner.at();
  return header;
}

}  // namespace

bool Scanner::SkipSpace() {
  while (at_ < bytes_.size()) {
    const char c = static_cast<char>(bytes_[at_]);
    if (c == '#') {
      while (at_ < bytes_.size() && bytes_[at_] != std::byte{'\n'} &&
             bytes_[at_] != std::byte{'\r'}) {
        ++at_;
      }
    } else if (IsSpace(c)) {
      ++at_;
    } else {
      return true;
    }
  }
  return false;
}

std::optional<char> Scanner::Next() {
  if (at_ >= bytes_.size()) return std::nullopt;
  return static_cast<char>(bytes_[at_++]);
}

std::optional<std::uint32_t> Scanner::Number() {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  std::uint64_t number = 0;
  const std::size_t start = at_;
  for (; at_ < bytes_.size(); ++at_) {
    const char c = static_cast<char>(bytes_[at_]);
    if (c < '0' || c > '9') break;
    number = std::min(kMost, number * 10 + static_cast<std::uint64_t>(c - '0'));
  }
  if (at_ == start) return std::nullopt;
  return static_cast<std::uint32_t>(number);
}

std::uint64_t Header::FewestBytes() const {
  const auto width = static_cast<std::uint64_t>(size.width);
  const auto height = static_cast<std::uint64_t>(size.height);
  const std::uint64_t row = width * static_cast<std::uint64_t>(samples);
  switch (coding) {
    case Coding::kPlain:
      return 2 * row * height - 1;  // a digit each, and a space between two
    case Coding::kPlainBits:
      return row * height;
    case Coding::kBits:
      return (width + 7) / 8 * height;
    case Coding::kBytes:
      break;
  }
  return row * height * (maxval > 255 ? 2 : 1);
}

bool IsPnm(std::span<const std::byte> encoded) {
  if (encoded.size() < 2 || encoded[0] != std::byte{'P'}) return false;
  const char kind = static_cast<char>(encoded[1]);
  if (kind < '1' || kind > '7') return false;
  if (encoded.size() == 2) return true;
  const char next = static_cast<char>(encoded[2]);
  return IsSpace(next) || (next == '#' && kind != '7');
}

Header ReadHeader(std::span<const std::byte> encoded) {
  if (encoded.size() < 3) FailTruncated();
  const char kind = static_cast<char>(encoded[1]);
  return kind == '7' ? ReadPam(encoded) : ReadPbmPgmPpm(kind, encoded);
}

}  // namespace imrec::pnm
