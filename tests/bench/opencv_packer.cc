// Packing as one writes it with OpenCV: each JPEG decoded, its shorter edge resized, encoded again
// with quality 95, and appended to a file. Prints images per second and CPU
// milliseconds per image.
// Usage: opencv_packer FOLDER OUT THREADS SHORTER_EDGE
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "tests/bench/rate.h"

namespace {

std::vector<unsigned char> ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<unsigned char> Repacked(const std::filesystem::path& path, int shorter_edge) {
  cv::Mat image = cv::imdecode(ReadFile(path), cv::IMREAD_COLOR);
  const double scale = static_cast<double>(shorter_edge) / std::min(image.cols, image.rows);
  cv::resize(image, image, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  std::vector<unsigned char> encoded;
  cv::imencode(".jpg", image, encoded, {cv::IMWRITE_JPEG_QUALITY, 95});
  return encoded;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: opencv_packer FOLDER OUT THREADS SHORTER_EDGE\n", stderr);
    return 2;
  }
  cv::setNumThreads(1);  // a worker is a thread already
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  const imrec::bench::RateMeter meter;
  std::ofstream out(argv[2], std::ios::binary);
  std::mutex out_mutex;
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> workers;
  for (int i = 0; i < std::atoi(argv[3]); ++i) {
    workers.emplace_back([&] {
      for (std::size_t at = next++; at < files.size(); at = next++) {
        const std::vector<unsigned char> encoded = Repacked(files[at], std::atoi(argv[4]));
        const std::lock_guard lock(out_mutex);
        out.write(reinterpret_cast<const char*>(encoded.data()),
                  static_cast<std::streamsize>(encoded.size()));
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  meter.Print(files.size());
  return 0;
}
