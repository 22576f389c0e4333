// Any bytes as a manifest, an .idx and a .rec: both readers give batches or an Error.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

#include <imrec/classification_reader.h>
#include <imrec/detection_reader.h>
#include <imrec/error.h>

namespace {

// One folder for all inputs, in memory if the system has such a place.
const std::filesystem::path& Folder() {
  static const std::filesystem::path folder = [] {
    const std::filesystem::path memory = "/dev/shm";
    const std::filesystem::path above =
        std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    std::string name = (above / "imrec-fuzz-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) abort();
    std::atexit([] { std::filesystem::remove_all(Folder()); });
    return std::filesystem::path(name);
  }();
  return folder;
}

// Takes as many bytes off the input as its first two say, and writes them; 0 means no file.
void WritePart(std::span<const std::uint8_t>& input, const std::string& name) {
  std::filesystem::remove(Folder() / name);
  if (input.size() < 2) return;
  const std::size_t size = std::min<std::size_t>(input[0] + 256U * input[1], input.size() - 2);
  if (size > 0) {
    std::ofstream file(Folder() / name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(input.data() + 2), static_cast<std::streamsize>(size));
  }
  input = input.subspan(2 + size);
}

imrec::ReaderOptions Options() {
  imrec::AugmentRecipe recipe = imrec::PresetByName("ssd300");
  recipe.resize.output = {.width = 16, .height = 12};
  return {.sources = {Folder() / "a.rec"},
          .recipe = recipe,
          .batch_size = 2,
          .max_bad_share = 1,
          .threads = 1,
          .prefetch = 1,
          .memory = std::uint64_t{64} << 20,
          .log = [](std::string_view) {}};
}

void Read(imrec::BatchReader& reader) {
  for (int batches = 0; batches < 4; ++batches) {
    const auto batch = reader.Next();
    if (!batch) return;
  }
}

template <typename Reader, typename Labels>
void Try(const Labels& labels) {
  try {
    Reader reader(Options(), labels);
    Read(reader);
  } catch (const imrec::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::uint8_t> input(data, size);
  WritePart(input, "a.manifest.json");
  WritePart(input, "a.idx");
  std::ofstream(Folder() / "a.rec", std::ios::binary)
      .write(reinterpret_cast<const char*>(input.data()),
             static_cast<std::streamsize>(input.size()));
  using imrec::DetectionLabelLayout;
  Try<imrec::DetectionReader>(imrec::DetectionLabels{});
  Try<imrec::DetectionReader>(imrec::DetectionLabels{.layout = DetectionLabelLayout::kMxnet});
  Try<imrec::ClassificationReader>(imrec::ClassificationLabels{});
  return 0;
}
