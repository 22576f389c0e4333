// Any bytes as a manifest, an .idx and a .rec: both readers give batches or an Error.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>

#include <imrec/classification_reader.h>
#include <imrec/detection_reader.h>
#include <imrec/error.h>

#include "tests/fuzz/record_mutator.h"
#include "tests/fuzz/scratch_folder.h"

namespace {

using imrec::fuzz::Bytes;
using imrec::fuzz::MutateBytes;
using imrec::fuzz::ScratchFolder;
using imrec::fuzz::WriteScratchFile;

// Takes as many bytes off the input as its first two say.
std::span<const std::uint8_t> TakePart(std::span<const std::uint8_t>& input) {
  if (input.size() < 2) return {};
  const std::size_t size = std::min<std::size_t>(input[0] + 256U * input[1], input.size() - 2);
  const auto part = input.subspan(2, size);
  input = input.subspan(2 + size);
  return part;
}

// Writes a part; without bytes, there is no file.
void WritePart(std::span<const std::uint8_t> part, const std::string& name) {
  if (part.empty()) {
    std::filesystem::remove(ScratchFolder() / name);
  } else {
    WriteScratchFile(name, part);
  }
}

void AppendPart(const Bytes& part, Bytes& input) {
  const std::size_t size = std::min<std::size_t>(part.size(), 0xffff);
  input.push_back(static_cast<std::uint8_t>(size & 0xff));
  input.push_back(static_cast<std::uint8_t>(size >> 8));
  input.insert(input.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(size));
}

// Changes one of the files.
void MutateSet(Bytes& bytes, imrec::fuzz::ByteMutator mutate, imrec::fuzz::Choices& choices) {
  std::span<const std::uint8_t> input(bytes);
  const auto copy = [](std::span<const std::uint8_t> part) {
    return Bytes(part.begin(), part.end());
  };
  Bytes manifest = copy(TakePart(input));
  Bytes index = copy(TakePart(input));
  Bytes records = copy(input);
  switch (choices.Below(6)) {
    case 0:
      MutateBytes(mutate, 64, manifest);
      break;
    case 1:
      // Without an index, the reader scans the file.
      if (choices.OneIn(4)) {
        index.clear();
      } else {
        MutateBytes(mutate, 64, index);
      }
      break;
    default:
      imrec::fuzz::MutateRecords(records, mutate, choices);
  }
  bytes.clear();
  AppendPart(manifest, bytes);
  AppendPart(index, bytes);
  bytes.insert(bytes.end(), records.begin(), records.end());
}

imrec::ReaderOptions Options() {
  imrec::AugmentRecipe recipe = imrec::PresetByName("ssd300");
  recipe.resize.output = {.width = 16, .height = 12};
  return {.sources = {ScratchFolder() / "a.rec"},
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

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  return imrec::fuzz::MutateInPlace(MutateSet, LLVMFuzzerMutate, data, size, most, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::uint8_t> input(data, size);
  WritePart(TakePart(input), "a.manifest.json");
  WritePart(TakePart(input), "a.idx");
  WriteScratchFile("a.rec", input);
  using imrec::DetectionLabelLayout;
  Try<imrec::DetectionReader>(imrec::DetectionLabels{});
  Try<imrec::DetectionReader>(imrec::DetectionLabels{.layout = DetectionLabelLayout::kMxnet});
  Try<imrec::ClassificationReader>(imrec::ClassificationLabels{});
  return 0;
}
