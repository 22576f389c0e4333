#include "image/bmp/bmp_rle.h"

#include <algorithm>
#include <cstdint>

#include <imrec/error.h>

namespace imrec::bmp {
namespace {

class RleDecoder {
 public:
  RleDecoder(const Header& header, std::span<const std::byte> code, MutableImageView image)
      : header_(header), code_(code), image_(image) {}

  // Returns false if the code ends after the last pixel, without saying so.
  bool Run() {
    for (int x = 0; x < image_.width(); ++x) Set(x, header_.top_down ? 0 : image_.height() - 1, 0);
    for (int y = 1; y < image_.height(); ++y) {
      std::ranges::copy(image_.row(0), image_.row(y).begin());
    }
    while (true) {
      if (code_.size() - at_ < 2) {
        if (!IsComplete()) Refuse("its pixels are truncated");
        return false;
      }
      const int count = Next();
      const int value = Next();
      if (count > 0) {
        Repeat(count, value);
      } else if (value == 0) {
        x_ = 0;
        ++y_;
      } else if (value == 1) {
        return true;
      } else if (value == 2) {
        Skip();
      } else {
        Copy(value);
      }
    }
  }

 private:
  [[noreturn]] static void Refuse(const std::string& problem) {
    throw Error(ErrorCode::kCorruptData, "corrupt BMP: " + problem);
  }

  bool rle4() const { return header_.coding == Coding::kRle4; }

  bool IsComplete() const {
    return y_ >= image_.height() || (y_ == image_.height() - 1 && x_ == image_.width());
  }

  int Next() {
    if (at_ >= code_.size()) Refuse("its pixels are truncated");
    return std::to_integer<int>(code_[at_++]);
  }

  void Set(int x, int y, int index) {
    const Rgb& colour = header_.palette[static_cast<std::size_t>(index)];
    const auto pixel = image_.pixel(x, header_.top_down ? y : image_.height() - 1 - y);
    std::copy_n(colour.begin(), pixel.size(), pixel.begin());
  }

  // After a full row goes to the next, because some encoders write no code for its end. Throws if
  // `count` pixels do not fit into the row.
  void MakeRoom(int count) {
    if (x_ == image_.width()) {
      x_ = 0;
      ++y_;
    }
    if (y_ >= image_.height() || count > image_.width() - x_) {
      Refuse("a run of " + std::to_string(count) + " pixels at column " + std::to_string(x_) +
             " of row " + std::to_string(y_) + " passes the edge");
    }
  }

  // Two pixels of four bits alternate.
  void Repeat(int count, int value) {
    MakeRoom(count);
    for (int i = 0; i < count; ++i) {
      Set(x_ + i, y_, !rle4() ? value : i % 2 == 0 ? value >> 4 : value & 15);
    }
    x_ += count;
  }

  // Pixels one by one, padded to 16 bits.
  void Copy(int count) {
    MakeRoom(count);
    const std::size_t start = at_;
    for (int i = 0, value = 0; i < count; ++i) {
      if (!rle4() || i % 2 == 0) value = Next();
      Set(x_ + i, y_, !rle4() ? value : i % 2 == 0 ? value >> 4 : value & 15);
    }
    x_ += count;
    if ((at_ - start) % 2 != 0 && at_ < code_.size()) ++at_;
  }

  void Skip() {
    x_ += Next();
    y_ += Next();
    if (x_ > image_.width() || y_ > image_.height()) Refuse("a jump passes the edge");
  }

  const Header& header_;
  std::span<const std::byte> code_;
  MutableImageView image_;
  std::size_t at_ = 0;
  int x_ = 0;
  int y_ = 0;  // in the order of the file
};

}  // namespace

void DecodeRle(const Header& header, std::span<const std::byte> code, MutableImageView image,
               std::string& note) {
  if (!RleDecoder(header, code, image).Run())
    note = "the code for the end of the pixels is missing";
}

}  // namespace imrec::bmp
