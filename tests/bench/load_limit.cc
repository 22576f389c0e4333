// What loaders can't do without. Of libjpeg-turbo: every image of a .rec file decoded as a whole to
// RGB, or only its entropy code. Of memory: every image copied as it is, to where batches would be.
// Prints images per second and CPU milliseconds per image.
// Usage: load_limit FILE THREADS SECONDS rgb|entropy|copy
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string_view>

#include <jpeglib.h>

#include <imrec/image_record.h>

#include "tests/bench/bench_loop.h"

namespace {

class Decoder {
 public:
  explicit Decoder(bool entropy_only) : entropy_only_(entropy_only) {
    info_.err = jpeg_std_error(&errors_);
    jpeg_create_decompress(&info_);
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() { jpeg_destroy_decompress(&info_); }

  void Decode(std::span<const std::byte> encoded) {
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(encoded.data()), encoded.size());
    jpeg_read_header(&info_, TRUE);
    if (entropy_only_) {
      jpeg_read_coefficients(&info_);
    } else {
      info_.out_color_space = JCS_RGB;
      jpeg_start_decompress(&info_);
      const std::size_t stride = std::size_t{info_.output_width} * 3;
      pixels_.resize(stride * info_.output_height);
      while (info_.output_scanline < info_.output_height) {
        JSAMPROW row = pixels_.data() + info_.output_scanline * stride;
        jpeg_read_scanlines(&info_, &row, 1);
      }
    }
    jpeg_finish_decompress(&info_);
  }

 private:
  const bool entropy_only_;
  jpeg_decompress_struct info_{};
  jpeg_error_mgr errors_{};
  std::vector<unsigned char> pixels_;
};

// Into memory of four batches of 32.
class Copier {
 public:
  void Copy(std::span<const std::byte> encoded) {
    constexpr std::size_t kSlots = 128;
    memory_.resize(std::max(memory_.size(), kSlots * encoded.size()));
    std::copy(encoded.begin(), encoded.end(),
              memory_.begin() + static_cast<std::ptrdiff_t>(next_++ % kSlots * encoded.size()));
  }

 private:
  std::vector<std::byte> memory_;
  std::size_t next_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: load_limit FILE THREADS SECONDS rgb|entropy|copy\n", stderr);
    return 2;
  }
  const imrec::bench::Payloads payloads = imrec::bench::ReadPayloads(argv[1]);
  const int threads = std::atoi(argv[2]);
  const double seconds = std::atof(argv[3]);
  if (std::string_view(argv[4]) == "copy") {
    imrec::bench::PrintRate(threads, seconds, [&] {
      return [&, copier = Copier()](std::size_t i) mutable {
        copier.Copy(imrec::ImageRecordView(payloads[i % payloads.size()]).image());
      };
    });
    return 0;
  }
  const bool entropy_only = std::string_view(argv[4]) == "entropy";
  imrec::bench::PrintRate(threads, seconds, [&] {
    return [&, decoder = std::make_unique<Decoder>(entropy_only)](std::size_t i) {
      decoder->Decode(imrec::ImageRecordView(payloads[i % payloads.size()]).image());
    };
  });
  return 0;
}
