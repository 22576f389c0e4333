// Reads the part of SET that is this process's in a job, for two epochs. Prints a line "epoch E key
// K" for each record. Usage: imrec_part_reader SET
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include <imrec/detection_reader.h>

namespace {

constexpr int kEpochs = 2;

void Print(const char* source) {
  imrec::ReaderOptions options{.sources = {source},
                               .recipe = imrec::PresetByName("ssd300"),
                               .batch_size = 7,
                               .seed = 5,
                               .threads = 2};
  options.parts_from = "auto";
  options.log = [](std::string_view text) {
    std::fprintf(stderr, "%s\n", std::string(text).c_str());
  };
  imrec::DetectionReader reader(options);
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    while (const std::optional<imrec::Batch> batch = reader.Next()) {
      for (std::size_t i = 0; i < batch->size(); ++i) {
        std::printf("epoch %d key %llu\n", epoch,
                    static_cast<unsigned long long>(batch->keys()[i]));
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: imrec_part_reader SET\n");
    return 2;
  }
  try {
    Print(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "imrec_part_reader: %s\n", error.what());
    return 2;
  }
  return 0;
}
