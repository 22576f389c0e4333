// Reads the part of SET that is this process's in a job, for two epochs, and writes the keys of the
// records to a file of its own in FOLDER: launchers mix what processes print.
// Usage: imrec_part_reader SET FOLDER
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include <imrec/detection_reader.h>

namespace {

constexpr int kEpochs = 2;

void Write(const char* source, const std::filesystem::path& folder) {
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
  std::ofstream lines(folder / std::to_string(::getpid()));
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    while (const std::optional<imrec::Batch> batch = reader.Next()) {
      for (std::size_t i = 0; i < batch->size(); ++i) {
        lines << "epoch " << epoch << " key " << batch->keys()[i] << '\n';
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: imrec_part_reader SET FOLDER\n");
    return 2;
  }
  try {
    Write(argv[1], argv[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "imrec_part_reader: %s\n", error.what());
    return 2;
  }
  return 0;
}
